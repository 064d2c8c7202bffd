package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A finished run judged again with synonyms, no decoder running, against a run that had them from the beginning. */
abstract class RescoreIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ITEMS = 120;
    private static final String PLAIN = "rescore-plain";
    private static final String FRESH = "rescore-fresh";
    private static final String AGAIN = "rescore-again";
    private static final List<String> MODELS = List.of("emoji-clip", "emoji-vlm-finetuned");
    /** When things happened, and how fast, differs between any two runs. */
    private static final List<String> TIMES = List.of("itemsPerSecond", "tokensPerSecond", "firstAt", "lastAt");

    @Test
    void givesExactlyWhatAFreshRunGivesWithoutADecoder() throws Exception {
        LocalStack stack = CommonStackIT.stack();
        try (Wiretap tap = new Wiretap(stack.bootstrap())) {
            Results results = new Results(stack.server());
            run(tap, results, PLAIN, Map.of());
            Map<String, List<String>> synonyms = whatWasSaidInstead(tap);
            run(tap, results, FRESH, synonyms);
            List<String> decoders = List.of("decode", "embed");
            decoders.forEach(stack::stop);
            try {
                judgeAgain(stack, tap, results, synonyms);
            } finally {
                decoders.forEach(stack::restart);
            }
        }
    }

    private static void judgeAgain(LocalStack stack, Wiretap tap, Results results, Map<String, List<String>> synonyms)
            throws Exception {
        JsonNode plain = results.get("/api/runs/" + PLAIN + "/metrics");
        assertThat(rescore(stack, synonyms).get("copied").asInt()).isEqualTo(ITEMS * 2 + 1);
        assertSame(results, AGAIN, FRESH);
        assertThat(results.get("/api/runs/" + PLAIN + "/metrics")).isEqualTo(plain);
        assertThat(tap.readAll(Topic.QUESTIONS, Question.class))
                .noneMatch(question -> question.getRun().equals(AGAIN));

        assertThat(rescore(stack, synonyms).get("copied").asInt()).isZero();
        assertThat(tap.readAll(Topic.PREDICTIONS, Prediction.class))
                .filteredOn(prediction -> prediction.getRun().equals(AGAIN))
                .hasSize(ITEMS * 2);
    }

    /** One item more has a label that no class has: it fails. */
    private static void run(Wiretap tap, Results results, String run, Map<String, List<String>> synonyms) {
        RunManifest manifest = Emoji.manifest(run, "open-world", MODELS, ITEMS + 1L);
        manifest.setSynonyms(synonyms);
        List<Item> items = new ArrayList<>(Emoji.items(run, ITEMS + 1));
        items.get(ITEMS).setLabel("no such class");
        tap.open(manifest);
        tap.push(items);
        results.awaitComplete(run, Duration.ofMinutes(5));
    }

    /** Half of the wrong answers, as other names of what they were said of. */
    private static Map<String, List<String>> whatWasSaidInstead(Wiretap tap) {
        Map<String, String> labels = new HashMap<>();
        tap.readAll(Topic.REFERENCES, Reference.class).stream()
                .filter(reference -> reference.getRun().equals(PLAIN))
                .forEach(reference -> labels.put(reference.getItemId(), reference.getLabel()));
        Map<String, List<String>> instead = new TreeMap<>();
        int wrong = 0;
        for (Prediction prediction : tap.readAll(Topic.PREDICTIONS, Prediction.class)) {
            String label = labels.get(prediction.getItemId());
            if (prediction.getRun().equals(PLAIN)
                    && prediction.getText() != null
                    && !prediction.getText().contains(label)
                    && wrong++ % 2 == 0) {
                instead.putIfAbsent(label, List.of(prediction.getText()));
            }
        }
        assertThat(instead).isNotEmpty();
        return instead;
    }

    private static JsonNode rescore(LocalStack stack, Map<String, List<String>> synonyms) throws IOException {
        Path file = Files.writeString(
                Path.of("target", "synonyms.json").toAbsolutePath(), JSON.writeValueAsString(synonyms));
        CommandRun rescored = CommandRun.of(
                        "rescore",
                        PLAIN,
                        "--run=" + AGAIN,
                        "--synonyms=" + file,
                        "--bootstrap=" + stack.bootstrap(),
                        "--server=" + stack.server(),
                        "--wait",
                        "--json")
                .done();
        return JSON.readTree(rescored.out());
    }

    /** Field by field, times apart; and every answer's judgement. */
    private static void assertSame(Results results, String one, String other) {
        JsonNode again = withoutTimes(results.get("/api/runs/" + one + "/metrics"));
        JsonNode fresh = withoutTimes(results.get("/api/runs/" + other + "/metrics"));
        assertThat(again).isEqualTo(fresh);
        JsonNode rules = model(again, "emoji-vlm-finetuned").get("rules");
        assertThat(rules.get("synonyms").get("n").asInt()).isEqualTo(ITEMS);
        assertThat(rules.get("synonyms").get("correct").asInt())
                .isGreaterThan(rules.get("label-inclusion").get("correct").asInt());
        assertThat(judgements(results, one)).hasSize((ITEMS + 1) * 2).isEqualTo(judgements(results, other));
    }

    private static JsonNode withoutTimes(JsonNode metrics) {
        ((ObjectNode) metrics).remove("run");
        for (JsonNode model : metrics.get("models")) {
            ((ObjectNode) model).remove(TIMES);
            ((ArrayNode) model.get("metrics"))
                    .removeIf(metric -> TIMES.contains(metric.get("id").asText()));
        }
        return metrics;
    }

    private static JsonNode model(JsonNode metrics, String name) {
        for (JsonNode model : metrics.get("models")) {
            if (model.get("model").asText().equals(name)) {
                return model;
            }
        }
        throw new AssertionError("no model " + name + " in " + metrics);
    }

    private static Map<String, String> judgements(Results results, String run) {
        Map<String, String> judgements = new TreeMap<>();
        for (JsonNode line : results.get("/api/runs/" + run + "/items?size=500").get("items")) {
            judgements.put(
                    line.get("item").asText() + " " + line.get("model").asText(),
                    line.get("status") + " " + line.get("rules") + " " + line.get("answer"));
        }
        return judgements;
    }
}
