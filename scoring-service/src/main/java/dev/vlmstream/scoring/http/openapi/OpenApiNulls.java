package dev.vlmstream.scoring.http.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.Type;

/** Marks in the interface's description what can be null: whatever is no primitive, list or map in the answers' records. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiNulls implements OASFilter {
    private static final String NUMBERS = "java.util.List<java.lang.Double>";

    private final IndexView index;

    public OpenApiNulls(IndexView index) {
        this.index = index;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() != null && api.getComponents().getSchemas() != null) {
            api.getComponents()
                    .getSchemas()
                    .forEach((name, schema) -> record(name).ifPresent(type -> markNulls(schema, type)));
        }
    }

    private Optional<ClassInfo> record(String simpleName) {
        return index.getKnownClasses().stream()
                .filter(type -> type.isRecord()
                        && type.simpleName() != null
                        && type.simpleName().equals(simpleName)
                        && type.name().toString().startsWith("dev.vlmstream."))
                .findFirst();
    }

    private static void markNulls(Schema schema, ClassInfo type) {
        if (schema.getProperties() == null) {
            return;
        }
        for (Map.Entry<String, Schema> property :
                Map.copyOf(schema.getProperties()).entrySet()) {
            type.fields().stream()
                    .filter(field -> isNamed(field, property.getKey()))
                    .findFirst()
                    .ifPresent(field -> markNulls(schema, property.getKey(), property.getValue(), field.type()));
        }
    }

    private static void markNulls(Schema schema, String name, Schema property, Type type) {
        if (type.kind() == Type.Kind.PRIMITIVE) {
            schema.addRequired(name);
        } else if (type.kind() == Type.Kind.CLASS) {
            schema.addProperty(name, orNull(property));
        } else if (type.toString().equals(NUMBERS)) {
            property.setItems(orNull(property.getItems()));
        }
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
