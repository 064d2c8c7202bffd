package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.Terminal;
import dev.vlmstream.cli.rest.StubScoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands' tables on a terminal of sixty columns; what the scoring service answers was recorded of the demo's models. */
class TablesTest {
    private static StubScoring scoring;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void narrow() throws IOException {
        System.setProperty(Terminal.WIDTH, "60");
        scoring = new StubScoring();
        JsonNode recorded = Json.MAPPER.readTree(TablesTest.class.getResource("/report/rest.json"));
        recorded.properties().stream()
                .filter(answer -> !answer.getKey().contains("?"))
                .forEach(answer ->
                        scoring.answer(answer.getKey(), answer.getValue().toString()));
        scoring.answer("/api/dead-letters", """
                [{"at": 1764216000000, "run": "emoji-closed-world-with-a-long-name", "item": "0123456789abcdef0123456789abcdef",
                  "model": "emoji-vlm-finetuned-step-000475", "service": "decode", "topic": "questions", "partition": 3,
                  "offset": 123456, "reason": "the prompt has 4711 tokens, the context of the model 512; shorten the question"}]""");
        Files.writeString(directory.resolve("corpus.jsonl"), "{\"text\": \"a house with garden\"}\n");
        Files.writeString(
                directory.resolve("names.txt"),
                "house with garden\nPembroke Welsh Corgi, a dog with very short legs\n");
    }

    @AfterAll
    static void wide() {
        System.clearProperty(Terminal.WIDTH);
        scoring.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metrics emoji-open --server SCORING",
                "metrics emoji-5-fixed --server SCORING",
                "compare emoji-open --server SCORING",
                "dead-letters --server SCORING",
                "models list --models-dir DEMO",
                "models verify DEMO/emoji-clip",
                "tasks list",
                "frequency DIR/corpus.jsonl --classes DIR/names.txt"
            })
    void everyTableFitsAndNoNumberIsCut(String line) {
        String wide = line.replace("SCORING", scoring.address())
                .replace("DEMO", Installation.demoModels().toString())
                .replace("DIR", directory.toString());
        Invocation printed = Invocation.of((Object[]) wide.split(" "));
        assertThat(printed.status()).as(printed.err()).isZero();
        // Sentences around a table are wrapped by whatever shows them.
        List<String> rows =
                printed.out().lines().filter(row -> row.contains("  ")).toList();
        assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(row).hasSizeLessThanOrEqualTo(60));
        assertThat(rows).noneSatisfy(row -> assertThat(row).containsPattern("[0-9][.,]?…|…[0-9]+([.,]|$)"));
        assertThat(Stream.of(printed.out())).noneMatch(text -> text.contains("undefined"));
    }
}
