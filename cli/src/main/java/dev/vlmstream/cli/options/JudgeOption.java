package dev.vlmstream.cli.options;

import dev.vlmstream.cli.push.PushSettings;
import dev.vlmstream.evaluation.run.JudgeSettings;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Who judges answers in text, beside the rules that need no model. */
@Command
public final class JudgeOption {
    private SettingOptions options;

    @Spec(Spec.Target.MIXEE)
    private void addTo(CommandSpec command) {
        options = new SettingOptions(
                command, List.of(RunSettings.JUDGES, RunSettings.JUDGE_PROMPT, RunSettings.THRESHOLDS));
    }

    /** @throws IllegalArgumentException if they do not fit together */
    public JudgeSettings settings() {
        RunSpec spec = RunSpec.of(PushSettings.withPrompt(options.given(), Path.of("")));
        return new JudgeSettings(
                spec.get(RunSettings.JUDGES), spec.get(RunSettings.JUDGE_PROMPT), spec.get(RunSettings.THRESHOLDS));
    }
}
