package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionCommandTest {
    @TempDir
    Path directory;

    private Path script(String shell) throws IOException {
        Invocation printed = Invocation.of("completion", shell);
        assertThat(printed.status()).as(printed.err()).isZero();
        return Files.writeString(directory.resolve("script"), printed.out());
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static void requireShell(String shell) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, shell))),
                shell + " is not installed");
    }

    @ParameterizedTest
    @CsvSource({"bash, -n", "zsh, -n", "fish, -n"})
    void theShellUnderstandsItsScript(String shell, String check) throws Exception {
        requireShell(shell);
        assertThat(output(shell, check, script(shell).toString())).isEmpty();
    }

    @Test
    void bashCompletesCommandsPartsAndOptions() throws Exception {
        requireShell("bash");
        String complete = "source " + script("bash")
                + "; COMP_WORDS=(vlmstream %s); COMP_CWORD=%d; _complete_vlmstream; echo \"${COMPREPLY[@]}\"";
        assertThat(output("bash", "-c", complete.formatted("pus", 1))).contains("push");
        assertThat(output("bash", "-c", complete.formatted("runs ar", 2))).contains("archive");
        assertThat(output("bash", "-c", complete.formatted("push --mod", 2))).contains("--models", "--models-dir");
    }

    @Test
    void fishKnowsCommandsPartsAndOptions() throws IOException {
        assertThat(Files.readString(script("fish")))
                .contains("-f -a 'push' -d 'Creates a run and pushes its items")
                .contains("complete -c vlmstream -n '__fish_seen_subcommand_from runs; and not")
                .contains("complete -c vlmstream -n '__fish_seen_subcommand_from push' -l models-dir -r -d '")
                .doesNotContain("%n");
    }

    @Test
    void anotherShellIsRefused() {
        Invocation refused = Invocation.of("completion", "tcsh");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("bash", "zsh", "fish", "tcsh");
    }
}
