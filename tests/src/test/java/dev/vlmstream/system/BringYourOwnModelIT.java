package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The model of docs/your-own-model.md, exactly as the page has it, answers beside a built-in one. */
abstract class BringYourOwnModelIT {
    static final Path PAGE = Home.DIRECTORY.resolve("docs/your-own-model.md");
    private static final Path EXAMPLES = Home.DIRECTORY.resolve("examples/consumers/python");
    private static final String BUILT_IN = "emoji-vlm-finetuned";
    private static final int ITEMS = 120;

    @Test
    void theModelOfThePageCompletesItsRunThoughItIsKilledAndAnImageIsGone() throws Exception {
        Path python = PythonEnvironment.with(EXAMPLES.resolve("requirements.txt"));
        Files.deleteIfExists(Path.of("target", "my-model.log"));
        Path data = DecodersIT.DATA;
        LocalStack stack = DecodersIT.stack();
        try (Wiretap tap = new Wiretap(stack.bootstrap())) {
            Results results = new Results(stack.server());
            Path program = Files.writeString(data.resolve("my_model.py"), codeOf(PAGE, "my_model.py"));
            List<String> command = List.of(
                    python.toString(),
                    program.toString(),
                    stack.bootstrap(),
                    data.resolve("images").toString());

            Tool model = start(command);
            try {
                await("announced").atMost(Duration.ofMinutes(1)).until(() -> isServed(results));
                model.kill();
                // What cannot be read costs nothing else, and is counted nowhere: it names no run.
                tap.send(Topic.QUESTIONS, "hostile", "no event".getBytes(StandardCharsets.UTF_8));
                RunManifest manifest =
                        Emoji.manifest("own", "closed-world", List.of(BUILT_IN, "my-model"), (long) ITEMS);
                manifest.setLabels(5);
                tap.open(manifest);
                tap.push(Emoji.items("own", ITEMS));
                await("the built-in model has answered")
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> results.counted("own") == ITEMS);
                String gone = Emoji.image(
                                Emoji.json(Emoji.lines().get(7)).get("image").asText())
                        .getSha256();
                Files.delete(
                        data.resolve("images").resolve(gone.substring(0, 2)).resolve(gone));

                model = start(command);
                await("some are answered")
                        .atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> results.counted("own") > ITEMS);
                model.kill();
                model = start(command);
                results.awaitComplete("own", Duration.ofMinutes(2));
                assertThat(model.isAlive()).as(model.said()).isTrue();
            } finally {
                model.close();
            }

            for (JsonNode metrics : results.get("/api/runs/own/metrics").get("models")) {
                boolean own = metrics.get("model").asText().equals("my-model");
                assertThat(metrics.get("failed").asInt()).isEqualTo(own ? 1 : 0);
                assertThat(metrics.get("answered").asInt()).isEqualTo(own ? ITEMS - 1 : ITEMS);
                assertThat(metrics.get("digest").asText()).hasSize(64);
                assertThat(metrics.get("dtypes"))
                        .extracting(JsonNode::asText)
                        .containsExactlyElementsOf(own ? List.of() : List.of("fp32"));
            }
            // The same last byte is the same choice, whichever process answered, and each item counts once.
            assertThat(tap.readAll(Topic.SCORES, Score.class))
                    .filteredOn(score -> score.getModel().equals("my-model"))
                    .hasSize(ITEMS)
                    .extracting(Score::getItemId)
                    .doesNotHaveDuplicates();
            assertThat(tap.readAll(Topic.DEAD_LETTERS, DeadLetter.class))
                    .filteredOn(letter -> letter.getService().equals("my-model"))
                    .anySatisfy(letter -> {
                        assertThat(letter.getRun()).isEqualTo("own");
                        assertThat(letter.getItemId()).isEqualTo("item-7");
                        assertThat(letter.getReason()).contains("No such file");
                    })
                    .anySatisfy(letter -> {
                        assertThat(letter.getRun()).isNull();
                        assertThat(letter.getRecordValue().remaining()).isEqualTo("no event".length());
                    });
        }
    }

    private static Tool start(List<String> command) throws IOException {
        return Tool.start("my-model", Path.of("."), Map.of("PYTHONPATH", EXAMPLES.toString()), command);
    }

    private static boolean isServed(Results results) {
        for (JsonNode model : results.get("/api/models")) {
            if (model.get("model").asText().equals("my-model")) {
                return !model.path("away").asBoolean();
            }
        }
        return false;
    }

    /** The block of code that a comment names, as it stands on a page. */
    static String codeOf(Path page, String name) throws IOException {
        String text = Files.readString(page);
        int from = text.indexOf("\n", text.indexOf("```python", text.indexOf("<!-- " + name + " -->"))) + 1;
        return text.substring(from, text.indexOf("\n```", from) + 1);
    }
}
