package dev.vlmstream.cli.options;

import dev.vlmstream.cli.push.PushSettings;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What is asked in a run. */
@Command
public final class RunOptions {
    private SettingOptions options;

    @Spec(Spec.Target.MIXEE)
    private void addTo(CommandSpec command) {
        options = new SettingOptions(command, PushSettings.options());
    }

    /** Plain values by the settings' keys. */
    public Map<String, Object> given() {
        return options.given();
    }

    /** The options' names, with hyphens before them. */
    public static Set<String> names() {
        return PushSettings.options().stream()
                .map(setting -> "--" + setting.option())
                .collect(Collectors.toSet());
    }
}
