package dev.vlmstream.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.offline.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {
    private static final String LINE = "{\"prediction\": \"An ant.\", \"label\": \"ant\"}\n";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "push --labels 2,x d",
                "push",
                "metrics",
                "score --rule exact --threshold exact=0.5 f",
                "report r --format pdf"
            })
    void aWrongCommandLineIsToldInAFewLinesWithTheWayToTheHelp(String line) {
        Invocation wrong = Invocation.of((Object[]) line.split(" "));
        String command = "vlmstream " + line.split(" ")[0];
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err())
                .startsWith(command + ": ")
                .contains("`" + command + " --help`")
                .hasLineCount(2);
    }

    @Test
    void aCommandWithinACommandIsCalledByItsWholeName() {
        assertThat(Invocation.of("runs", "tag", "x", "y").err()).startsWith("vlmstream runs tag: ");
        assertThat(Invocation.of("runs", "archive", "x", "--data", directory).err())
                .startsWith("vlmstream runs archive: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1] | line 2: not a JSON object; each line is one",
                "{oops | line 2: not a JSON object: ",
                "{\"label\": \"ant\"} | line 2: field 'prediction' is missing"
            })
    void whatIsWrongInALineOfPredictionsIsToldAfterTheLinesBeforeIt(String line, String message) throws IOException {
        Path file = Files.writeString(directory.resolve("p.jsonl"), "\uFEFF" + LINE + line + "\n");
        Invocation scored = Invocation.of("score", "--rule", "label-inclusion", file);
        assertThat(scored.status()).isOne();
        assertThat(scored.out()).hasLineCount(1).contains("\"included\":true");
        assertThat(scored.err()).contains("p.jsonl, " + message).doesNotContain("java.");
    }

    /** Of a build with -Pgpu the sentence names the library that is missing instead. */
    @Test
    void aDeviceThatCannotBeUsedIsToldBeforeAnythingIsStarted() {
        Invocation cuda = Invocation.of("up", "--provider", "cuda", "--data", directory);
        assertThat(cuda.status()).isOne();
        assertThat(cuda.err()).hasLineCount(1).containsPattern("-Pgpu|cuda:0 cannot be used: lib.* is missing");
        assertThat(Invocation.of("up", "--provider", "tpu", "--data", directory).err())
                .contains("--provider: \"tpu\" is none of cpu, cuda");
        assertThat(Invocation.of("up", "--dtype", "decoder=", "--data", directory)
                        .err())
                .contains("--dtype: ", "or by graph: decoder=q4,vision=fp16");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void predictionsThatAreNoTextFileAreRefused() throws IOException {
        Path latin = Files.write(directory.resolve("latin.jsonl"), "{\"prediction\": \"é\"}".getBytes(ISO_8859_1));
        assertThat(Invocation.of("score", "--rule", "exact", latin).err()).contains("latin.jsonl", "not UTF-8");
        assertThat(Invocation.of("score", "--rule", "exact", directory).err()).contains("is a folder, not a file");
    }

    @Test
    void jsonOfPeopleIsRefusedWithItsLine() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.json"), "{\n\"ant\": oops\n}");
        Assertions.assertThatThrownBy(() -> TextFile.json(broken))
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(broken + ", line 2: no JSON: ")
                .hasMessageNotContaining("REDACTED");
        Assertions.assertThatThrownBy(() -> TextFile.json(directory.resolve("nix")))
                .hasMessage(directory.resolve("nix") + ": no such file");
    }

    @ParameterizedTest
    @CsvSource({"num_beams=few,num_beams is", "nix=1,unknown setting nix"})
    void decodingThatTheModelsLackIsRefusedBeforeAnythingIsPushed(String setting, String message) {
        Path home = Installation.home();
        Invocation pushed = Invocation.of(
                "push",
                home.resolve("demo/data/emoji/emoji.jsonl"),
                "--split",
                "valid",
                "--models-dir",
                home.resolve("demo/models"),
                "--models",
                "emoji-vlm",
                "--generation",
                setting,
                "--data",
                directory);
        assertThat(pushed.status()).isOne();
        assertThat(pushed.err()).contains(message).doesNotContain("starting");
    }
}
