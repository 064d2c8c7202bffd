package dev.vlmstream.scoring.http.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

/**
 * Marks in the interface's description what is always there, and what can be null: of the answers' records every component is
 * there unless Jackson leaves it out, and what its type calls {@link Nullable} can be null unless it is left out then.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiPresence implements OASFilter {
    private static final DotName INCLUDE = DotName.createSimple(JsonInclude.class);
    private static final DotName NULLABLE = DotName.createSimple(Nullable.class);

    private final IndexView index;

    public OpenApiPresence(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() != null && api.getComponents().getSchemas() != null) {
            api.getComponents()
                    .getSchemas()
                    .forEach((name, schema) -> record(name).ifPresent(type -> mark(schema, type)));
        }
    }

    private Optional<ClassInfo> record(String simpleName) {
        return index.getKnownClasses().stream()
                .filter(type -> type.isRecord()
                        && type.simpleName() != null
                        && type.simpleName().equals(simpleName)
                        && type.name().toString().startsWith("dev.vlmstream.rest."))
                .reduce((one, other) -> {
                    throw new IllegalStateException(
                            one + " and " + other + " need different names: each is the name of a schema");
                });
    }

    private static void mark(Schema schema, ClassInfo type) {
        if (schema.getProperties() == null) {
            return;
        }
        for (Map.Entry<String, Schema> property :
                Map.copyOf(schema.getProperties()).entrySet()) {
            type.fields().stream()
                    .filter(field -> isNamed(field, property.getKey()))
                    .findFirst()
                    .ifPresent(field -> mark(schema, property.getKey(), property.getValue(), field));
        }
    }

    private static void mark(Schema schema, String name, Schema property, FieldInfo field) {
        String include = include(field);
        if (include.equals("ALWAYS")) {
            schema.addRequired(name);
        }
        if (canBeNull(field.type()) && !include.equals("NON_NULL")) {
            schema.addProperty(name, orNull(property));
        } else if (property.getItems() != null
                && field.type().kind() == Type.Kind.PARAMETERIZED_TYPE
                && field.type().asParameterizedType().arguments().stream().anyMatch(OpenApiPresence::canBeNull)) {
            property.setItems(orNull(property.getItems()));
        }
    }

    private static boolean canBeNull(Type type) {
        return type.hasAnnotation(NULLABLE);
    }

    /** When Jackson writes a component; what is said of the component goes before what is said of its record. */
    private static String include(FieldInfo field) {
        AnnotationInstance own = field.annotation(INCLUDE);
        AnnotationInstance all = field.declaringClass().declaredAnnotation(INCLUDE);
        AnnotationInstance include = own == null ? all : own;
        return include == null ? "ALWAYS" : include.value().asEnum();
    }

    /** JSON's {@code token_ids} is the record's {@code tokenIds}. */
    private static boolean isNamed(FieldInfo field, String property) {
        return field.name().equalsIgnoreCase(property.replace("_", ""));
    }

    private static Schema orNull(Schema schema) {
        if (schema.getRef() == null) {
            return schema.addType(Schema.SchemaType.NULL);
        }
        return OASFactory.createSchema()
                .addAnyOf(schema)
                .addAnyOf(OASFactory.createSchema().addType(Schema.SchemaType.NULL));
    }
}
