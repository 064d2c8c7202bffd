package dev.vlmstream.ingest.http;

import dev.vlmstream.evaluation.run.RunSetting;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.ValueType;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Describes a manifest by the declarations of the settings, so that a new one describes itself. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class RunSettingsSchema implements OASFilter {
    static final String NAME = "RunSettings";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        Schema manifest = OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description("The settings of a run (docs/runs.md); hyphens for underscores are taken, too");
        for (RunSetting<?> setting : RunSettings.all()) {
            manifest.addProperty(setting.key().replace('-', '_'), schema(setting));
        }
        manifest.addRequired(RunSettings.RUN.key())
                .addRequired(RunSettings.TASK.key())
                .addRequired(RunSettings.MODELS.key());
        api.getComponents().addSchema(NAME, manifest);
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
