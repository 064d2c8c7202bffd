package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vlmstream.local.DataLock;
import dev.vlmstream.schemas.cluster.DiskRoom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
    @TempDir
    Path directory;

    static List<String> commands() {
        List<String> commands = new ArrayList<>();
        add(Main.commandLine(), "", commands);
        return commands;
    }

    private static void add(CommandLine command, String above, List<String> commands) {
        command.getSubcommands().forEach((name, part) -> {
            if (!name.equals("help")) {
                commands.add(above + name);
                add(part, above + name + " ", commands);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHelpsWithAnExample(String command) {
        Invocation helped = Invocation.of((Object[]) (command + " --help").split(" "));
        assertThat(helped.status()).isZero();
        assertThat(helped.out()).contains("Usage: vlmstream " + command, "Example", "--verbose");
    }

    @Test
    void pushShowsItsOptionsInGroupsTheCommonOnesFirst() {
        String help = Invocation.of("push", "--help").out();
        List<String> titles =
                help.lines().filter(line -> line.matches("[A-Z].*:")).toList();
        assertThat(titles)
                .containsExactly(
                        "Common:",
                        "Dataset:",
                        "Task and question:",
                        "Generation:",
                        "Rules and judges:",
                        "Remote models and services:",
                        "Kafka:",
                        "Examples:");
        assertThat(help.substring(help.indexOf("Common:"), help.indexOf("Dataset:")))
                .contains("--models=", "--task=", "--wait", "--help")
                .doesNotContain("--bootstrap");
    }

    @Test
    void anUnknownTaskIsOneMistakeAndNotThree() {
        assertThat(Invocation.of("push", "--task", "mmbnch").err().lines()).hasSize(2);
    }

    @Test
    void aStackIsNotStartedOnAFullDisk() {
        // Of Linux, where nothing can be written.
        Path full = Path.of("/proc/vlmstream");
        assumeTrue(DiskRoom.of(full).isFull());
        for (String command : List.of("up", "up --foreground", "demo")) {
            Invocation started = Invocation.of((Object[]) (command + " --data " + full).split(" "));
            assertThat(started.status()).isEqualTo(1);
            assertThat(started.err())
                    .contains("nothing is started: the disk of /proc/vlmstream is full: 0 bytes are free")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aWrongOptionIsExitStatusTwo() {
        assertThat(Invocation.of("push", "--nix").status()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            push x --nix                          | unknown option "--nix"
            push x --modle y                      | unknown option "--modle"; did you mean "--model
            push x y                              | unexpected argument "y"
            probe                                 | --train-run RUN and RUN are missing
            predict --model m --device x          | --device: "x" is not a whole number
            report r --format xyz                 | --format: "xyz" is none of
            wikiqa --similarity much              | --similarity: "much" is not a number
            completion tcsh                       | SHELL: "tcsh" is none of bash, zsh, fish
            status --data x --data y              | --data is given twice; once is enough
            push x --patience                     | --patience DURATION
            pusch                                 | unknown command "pusch"; did you mean "push"?
            psuh                                  | unknown command "psuh"; did you mean "push"?
            help pusch                            | unknown command "pusch"; did you mean "push"?
            runs deleet                           | unknown command "deleet"; did you mean "delete"?
            push --task mmbnch                    | there is no task "mmbnch"; did you mean "mmbench"?
            """)
    void whatIsWrongIsSaidInTheWordsOfTheHelp(String command, String message) {
        Invocation wrong = Invocation.of((Object[]) command.split(" "));
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains(message).doesNotContain("Invalid value", "positional", "index");
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
    void aStackThatIsStartingIsNoMissingOne() {
        try (DataLock starting = DataLock.tryTake(directory.resolve("lock")).orElseThrow()) {
            Invocation read = Invocation.of("runs", "--data", directory);
            assertThat(read.status()).isEqualTo(1);
            assertThat(read.err()).contains("the stack in " + directory + " is still starting (pid ");
        }
    }

    @Test
    void statusWithoutAStackFails() {
        Invocation status = Invocation.of("status", "--json", "--data", directory);
        assertThat(status.status()).isEqualTo(1);
        assertThat(status.json().path("running").asBoolean()).isFalse();
        Invocation address = Invocation.of("status", "--kafka", "--data", directory);
        assertThat(address.status()).isEqualTo(1);
        assertThat(address.out()).isEmpty();
        assertThat(address.err()).contains("no stack runs in");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamed() {
        Invocation read = Invocation.of("runs", "--server", "http://localhost:1");
        assertThat(read.status()).isEqualTo(1);
        assertThat(read.err()).contains("no scoring service answers at http://localhost:1");
    }

    /** As of {@code "$RUN"} where that is not set: an address without it is another one. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void aRunWithoutANameIsNotAskedFor(String run) {
        Invocation result = Invocation.of("metrics", run, "--server", "http://localhost:1");
        assertThat(result.err()).contains("no run \"" + run + "\"; `vlmstream runs` lists them");
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
