package dev.vlmstream.cli.options;

import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.schemas.topics.ManifestFields;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** How answers are decoded, where not as the model's {@code generation_config.json} says. Named as transformers names them. */
@Command
public final class GenerationOption {
    private SettingOptions options;

    @Spec(Spec.Target.MIXEE)
    private void addTo(CommandSpec command) {
        options = new SettingOptions(command, RunSettings.ofGeneration());
    }

    /** Settings by their names in {@code generation_config.json}, values as JSON. */
    public Map<String, String> settings() {
        return ManifestFields.texts(RunSpec.of(options.given()).get(RunSettings.GENERATION));
    }
}
