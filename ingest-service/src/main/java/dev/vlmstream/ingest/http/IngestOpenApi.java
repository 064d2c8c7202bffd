package dev.vlmstream.ingest.http;

import dev.vlmstream.evaluation.run.RunSetting;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.ValueType;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Adds to the description of the interface what annotations would have to repeat: that whatever is refused is answered with a
 * problem, and a manifest by the declarations of the settings, so that a new one describes itself.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class IngestOpenApi implements OASFilter {
    static final String RUN_SETTINGS = "RunSettings";
    private static final String PROBLEM = "Problem";
    private static final String FIRST_ERROR = "400";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents().addSchema(RUN_SETTINGS, manifest());
        api.getComponents()
                .addSchema(
                        PROBLEM,
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.OBJECT)
                                .addProperty("error", OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
        api.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .flatMap(operation -> operation.getResponses().getAPIResponses().entrySet().stream())
                .filter(response -> response.getKey().compareTo(FIRST_ERROR) >= 0)
                .forEach(error -> error.getValue().setContent(problem()));
    }

    private static Content problem() {
        return OASFactory.createContent()
                .addMediaType(
                        MediaType.APPLICATION_JSON,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(PROBLEM)));
    }

    private static Schema manifest() {
        Schema manifest = OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description("The settings of a run (docs/runs.md); keys may have hyphens instead of underscores");
        for (RunSetting<?> setting : RunSettings.all()) {
            manifest.addProperty(setting.key().replace('-', '_'), schema(setting));
        }
        manifest.addRequired(RunSettings.RUN.key())
                .addRequired(RunSettings.TASK.key())
                .addRequired(RunSettings.MODELS.key());
        return manifest;
    }

    /** Types where they are beyond doubt; the words say what a setting takes. */
    private static Schema schema(RunSetting<?> setting) {
        Schema schema = OASFactory.createSchema()
                .description(setting.description() + " Takes " + setting.type().words() + ".");
        ValueType.Shape shape = setting.type().shape();
        if (shape == ValueType.Shape.FLAG) {
            schema.addType(Schema.SchemaType.BOOLEAN).addType(Schema.SchemaType.NULL);
        } else if (shape == ValueType.Shape.LIST) {
            schema.addType(Schema.SchemaType.ARRAY)
                    .addType(Schema.SchemaType.NULL)
                    .items(OASFactory.createSchema());
        }
        return schema;
    }
}
