package dev.vlmstream.cli.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.output.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrequencyCommandTest {
    @TempDir
    private Path folder;

    private Path classes;
    private Path corpus;

    @BeforeEach
    void write() throws IOException {
        classes = Files.writeString(folder.resolve("names.txt"), "ant\ngiant panda\ntench\n");
        corpus = Files.createDirectory(folder.resolve("corpus"));
        Files.writeString(corpus.resolve("a.jsonl"), "{\"text\": \"An ant. A giant panda ate it.\"}\n".repeat(600));
        Files.writeString(
                corpus.resolve("b.json"),
                "[{\"conversations\": [{\"from\": \"human\", \"value\": \"An ant?\"},"
                        + " {\"from\": \"gpt\", \"value\": \"Giant pandas; an ant, the ant\"}]}]");
    }

    @Test
    void filesOfAFolderAreCountedTogether() throws IOException {
        Path out = folder.resolve("counts.json");
        Invocation counted = Invocation.of("frequency", corpus, "--classes", classes, "--out", out, "--json");
        assertThat(counted.status()).as(counted.err()).isZero();
        JsonNode json = counted.json();
        assertThat(json.path("texts").asLong()).isEqualTo(602);
        assertThat(json.path("counts").path("ant").toString())
                .isEqualTo("{\"texts\":602,\"occurrences\":603,\"study\":602}");
        assertThat(json.path("counts").path("giant panda").path("texts").asLong())
                .isEqualTo(600);
        assertThat(json.path("counts").path("tench").path("texts").asLong()).isZero();
        assertThat(Json.MAPPER.readTree(Files.readString(out))).isEqualTo(json);
    }

    @Test
    void onlyTheModelsTurnsCanBeCounted() {
        Invocation counted =
                Invocation.of("frequency", corpus.resolve("b.json"), "--classes", classes, "--from", "gpt", "--json");
        assertThat(counted.json().path("texts").asLong()).isOne();
        assertThat(counted.json().at("/counts/ant/occurrences").asLong()).isEqualTo(2);
    }

    @Test
    void aLineWithoutTextIsNamedWithTheCure() throws IOException {
        Path captions = Files.writeString(folder.resolve("c.jsonl"), "{\"caption\": \"an ant\"}\n");
        Invocation counted = Invocation.of("frequency", captions, "--classes", classes);
        assertThat(counted.status()).isOne();
        assertThat(counted.err()).contains("c.jsonl, line 1: \"text\" is missing", "--corpus-field");
    }

    @Test
    void countsAreReadForTheClassesOfARun() throws IOException {
        Path out = folder.resolve("counts.json");
        Invocation.of("frequency", corpus, "--classes", classes, "--out", out);
        assertThat(CountFile.read(out, "occurrences", List.of("ant", "tench")))
                .isEqualTo(Map.of("ant", 603L, "tench", 0L));
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> CountFile.read(out, "texts", List.of("ant", "bee")))
                .withMessageContaining("no count of 1 classes of the run, such as \"bee\"");
        assertThatExceptionOfType(CommandFailure.class).isThrownBy(() -> CountFile.read(out, "words", List.of()));
    }
}
