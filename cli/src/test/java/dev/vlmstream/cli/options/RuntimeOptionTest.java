package dev.vlmstream.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.Main;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RuntimeOptionTest {

    private static RuntimeOption parsed(String... options) {
        CommandLine command = Main.commandLine();
        command.parseArgs(Stream.concat(Stream.of("up"), Stream.of(options)).toArray(String[]::new));
        return (RuntimeOption) command.getSubcommands().get("up").getMixins().get("runtime");
    }

    @Test
    void withoutOptionsModelsRunByDefaults() {
        assertThat(parsed().options()).isEqualTo(RuntimeOptions.cpu());
    }

    @Test
    void servicesAreToldWhatWasGivenAndTheirEnvironmentSaysTheRest() {
        assertThat(parsed().properties()).isEmpty();
        assertThat(parsed("--threads", "0").properties()).containsOnly(entry("threads", "0"));
        assertThat(parsed("--provider", "cuda", "--device", "1", "--device-memory", "2000", "--dtype", "decoder=q4")
                        .properties())
                .containsOnly(
                        entry("provider", "cuda"),
                        entry("device-id", "1"),
                        entry("device-memory", "2000000000"),
                        entry("dtype", "decoder=q4,auto"));
    }

    private static Map.Entry<String, String> entry(String name, String value) {
        return Map.entry("vlmstream.runtime." + name, value);
    }
}
