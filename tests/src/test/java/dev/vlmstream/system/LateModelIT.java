package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run that names a model which no service announces: the others do not wait, it continues without, and asks after all. */
abstract class LateModelIT {
    private static final String THERE = "emoji-classifier";
    private static final String LATE = "late-model";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final LocalStack stack = ShortGracesIT.stack();
    private final Wiretap tap = ShortGracesIT.tap();
    private final Results results = ShortGracesIT.results();

    @Test
    void aRunGoesOnWithoutAModelThatDoesNotComeAndAsksItAfterAll() throws Exception {
        List<Item> items = Emoji.items("late", 20);
        RunManifest manifest = Emoji.manifest("late", "supervised", List.of(THERE, LATE), 20L);
        tap.open(manifest);
        tap.push(items);
        await().atMost(PATIENCE).until(() -> waits().contains("run \"late\" waits for " + LATE));
        await().atMost(PATIENCE).until(() -> counted(THERE) == 20);
        results.awaitComplete("late", PATIENCE);
        assertThat(metrics().get("absent")).hasSize(1);
        assertThat(counted(LATE)).as("not asked is not failed").isZero();
        assertThat(tap.readAll(Topic.DEAD_LETTERS, DeadLetter.class))
                .noneMatch(letter -> "late".equals(letter.getRun()));
        assertThat(waits()).doesNotContain(LATE);

        assertThat(ask("late", "no-model").err()).contains("does not continue without \"no-model\"");
        tap.send(Topic.MODELS, LATE, Wire.of(ModelAnnouncement.class).encode(announcement()));
        await().atMost(PATIENCE)
                .until(() -> results.get("/api/models").toString().contains(LATE));
        assertThat(ask("late", LATE).done().out()).contains("20 questions sent to " + LATE);
        assertThat(metrics().get("complete").asBoolean())
                .as("it is waited for now")
                .isFalse();
        List<Question> again = tap.readAll(Topic.QUESTIONS, Question.class).stream()
                .filter(question -> question.getRun().equals("late")
                        && !question.getModels().isEmpty())
                .toList();
        assertThat(again)
                .hasSize(20)
                .allSatisfy(question -> assertThat(question.getModels()).containsExactly(LATE));
        for (Question question : again) {
            tap.send(
                    Topic.PREDICTIONS,
                    "late/" + question.getItemId(),
                    Wire.of(Prediction.class).encode(prediction(question)));
        }
        results.awaitComplete("late", PATIENCE);
        assertThat(metrics().has("absent")).isFalse();
        assertThat(counted(LATE)).isEqualTo(20);
        assertThat(counted(THERE)).isEqualTo(20);
        assertThat(tap.readAll(Topic.PREDICTIONS, Prediction.class))
                .filteredOn(prediction -> prediction.getRun().equals("late"))
                .as("the other model was not asked again")
                .hasSize(40);
    }

    @Test
    void aRunWithoutAnyOfItsModelsSaysSo() {
        tap.open(Emoji.manifest("alone", "supervised", List.of("nobody"), 2L));
        tap.push(Emoji.items("alone", 2));
        await().atMost(PATIENCE)
                .until(() -> results.get("/api/runs/alone/metrics").has("problem"));
        assertThat(results.get("/api/runs/alone/metrics").get("problem").asText())
                .contains("none of its models was announced in time: nobody");
    }

    private CommandRun ask(String run, String model) throws Exception {
        return CommandRun.of("runs", "ask", run, model, "--bootstrap", stack.bootstrap(), "--server", stack.server());
    }

    private String waits() {
        return results.get("/api/troubles").toString().replace("\\\"", "\"");
    }

    private JsonNode metrics() {
        return results.get("/api/runs/late/metrics");
    }

    private long counted(String model) {
        for (JsonNode one : metrics().get("models")) {
            if (one.get("model").asText().equals(model)) {
                return Results.outcomes(one);
            }
        }
        return 0;
    }

    private static ModelAnnouncement announcement() {
        return ModelAnnouncement.newBuilder()
                .setModel(LATE)
                .setDigest("0")
                .setKind("classifier")
                .setTasks(List.of("supervised"))
                .setService("test")
                .setSoftwareVersion("test")
                .setAnnouncedAt(System.currentTimeMillis())
                .setLeaseMillis(3_600_000)
                .build();
    }

    private static Prediction prediction(Question question) {
        return Prediction.newBuilder()
                .setRun(question.getRun())
                .setItemId(question.getItemId())
                .setModel(LATE)
                .setModelDigest("0")
                .setTask("supervised")
                .setText("a cat")
                .setSeconds(0)
                .setSoftwareVersion("test")
                .setPredictedAt(System.currentTimeMillis())
                .build();
    }
}
