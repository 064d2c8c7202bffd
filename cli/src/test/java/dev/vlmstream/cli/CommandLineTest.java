package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "up",
                "down",
                "status",
                "push",
                "watch",
                "metrics",
                "compare",
                "export",
                "dead-letters",
                "report",
                "rescore",
                "probe",
                "runs",
                "runs tag",
                "runs archive",
                "runs unarchive",
                "runs delete",
                "tasks list",
                "tasks show",
                "models list",
                "models check",
                "models verify",
                "models pull",
                "predict",
                "preprocess",
                "score"
            })
    void everyCommandHelpsWithAnExample(String command) {
        Invocation helped = Invocation.of((Object[]) (command + " --help").split(" "));
        assertThat(helped.status()).isZero();
        assertThat(helped.out()).contains("Usage: vlmstream " + command, "Example", "--verbose");
    }

    @Test
    void aWrongOptionIsExitStatusTwo() {
        assertThat(Invocation.of("push", "--nix").status()).isEqualTo(2);
    }

    @Test
    void theVersionNamesJavaToo() {
        assertThat(Invocation.of("--version").out()).contains("vlmstream", "Java");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runs",
                "rescore x",
                "metrics x",
                "export x",
                "watch x",
                "compare x y",
                "runs delete x",
                "dead-letters x"
            })
    void readingWithoutAStackSaysHowToStartOne(String command) {
        Invocation read = Invocation.of((Object[]) (command + " --data " + directory).split(" "));
        assertThat(read.status()).isEqualTo(1);
        assertThat(read.err()).contains("no stack runs in", "vlmstream up").doesNotContain("\tat ");
    }

    @Test
    void statusWithoutAStackFails() {
        Invocation status = Invocation.of("status", "--json", "--data", directory);
        assertThat(status.status()).isEqualTo(1);
        assertThat(status.json().path("running").asBoolean()).isFalse();
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() {
        Invocation read = Invocation.of("runs", "--server", "http://localhost:1");
        assertThat(read.status()).isEqualTo(1);
        assertThat(read.err()).contains("no scoring service answers at http://localhost:1");
    }

    @Test
    void verboseShowsWhereAnErrorArose() {
        assertThat(Invocation.of("runs", "--verbose", "--data", directory).err())
                .contains("\tat ");
    }

    @Test
    void aDatasetThatIsNotThereIsRefusedBeforeAStackIsStarted() {
        Invocation pushed = Invocation.of("push", directory.resolve("nix.jsonl"), "--data", directory);
        assertThat(pushed.status()).isEqualTo(1);
        assertThat(pushed.err()).contains("nix.jsonl: no such file or folder").doesNotContain("starting");
    }
}
