package dev.vlmstream.scoring.http.openapi;

import dev.vlmstream.schemas.RunManifest;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Describes a run's manifest by its Avro schema, with the words of that, so that a new field describes itself. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiManifest implements OASFilter {
    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        Schema details = schema(RunManifest.getClassSchema());
        add(details, "classCount", type(Schema.SchemaType.INTEGER).description("The number of classes"));
        Schema settings = type(Schema.SchemaType.OBJECT).additionalPropertiesSchema(type(Schema.SchemaType.STRING));
        add(details, "settings", settings.description("The settings that are not the default, by key, as text"));
        String complete = "Whether every item has an outcome for every model, and every score can be read";
        add(details, "complete", type(Schema.SchemaType.BOOLEAN).description(complete));
        Schema problem = type(Schema.SchemaType.STRING).addType(Schema.SchemaType.NULL);
        add(details, "problem", problem.description("Why the run will never be complete, or null"));
        api.getComponents().addSchema("RunDetails", details);
    }

    private static Schema schema(org.apache.avro.Schema avro) {
        return switch (avro.getType()) {
            case RECORD -> record(avro);
            case ARRAY -> type(Schema.SchemaType.ARRAY).items(schema(avro.getElementType()));
            case MAP -> type(Schema.SchemaType.OBJECT).additionalPropertiesSchema(schema(avro.getValueType()));
            case UNION -> union(avro);
            case NULL -> type(Schema.SchemaType.NULL);
            case INT -> type(Schema.SchemaType.INTEGER).format("int32");
            case LONG -> type(Schema.SchemaType.INTEGER).format("int64");
            case FLOAT, DOUBLE -> type(Schema.SchemaType.NUMBER).format("double");
            case BOOLEAN -> type(Schema.SchemaType.BOOLEAN);
            default -> type(Schema.SchemaType.STRING);
        };
    }

    private static Schema record(org.apache.avro.Schema avro) {
        Schema record = type(Schema.SchemaType.OBJECT).description(avro.getDoc());
        avro.getFields()
                .forEach(field ->
                        add(record, field.name(), schema(field.schema()).description(field.doc())));
        return record;
    }

    private static void add(Schema record, String name, Schema field) {
        record.addProperty(name, field).addRequired(name);
    }

    /** Null and one other type. */
    private static Schema union(org.apache.avro.Schema avro) {
        return avro.getTypes().stream()
                .filter(type -> type.getType() != org.apache.avro.Schema.Type.NULL)
                .findFirst()
                .map(OpenApiManifest::schema)
                .orElseThrow()
                .addType(Schema.SchemaType.NULL);
    }

    private static Schema type(Schema.SchemaType type) {
        return OASFactory.createSchema().addType(type);
    }
}
