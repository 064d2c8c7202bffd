package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.FloatBytes;
import dev.vlmstream.inference.remote.stub.StubApi;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A run of class likelihoods that asks a local bundle and a server that scores texts with the same weights: the numbers are
 * the same.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class RemoteLikelihoodIT {
    private static final String LOCAL = "emoji-vlm";
    private static final String REMOTE = CommonStackIT.SERVED;
    private static final int ITEMS = 30;

    private static final List<String> CLASSES =
            Emoji.items("any", ITEMS).stream().map(Item::getLabel).distinct().toList();

    private final LocalStack stack = CommonStackIT.stack();
    private final StubApi stub = CommonStackIT.stub();

    private static Map<String, Prediction> predictions(Wiretap tap, String run, String model) {
        Map<String, Prediction> predictions = new HashMap<>();
        tap.readAll(Topic.PREDICTIONS, Prediction.class).stream()
                .filter(one -> one.getRun().equals(run) && one.getModel().equals(model))
                .forEach(one -> predictions.put(one.getItemId(), one));
        return predictions;
    }

    private static void push(Wiretap tap, String run, List<String> models) {
        RunManifest manifest = Emoji.manifest(run, "class-likelihood", models, (long) ITEMS);
        manifest.setClasses(CLASSES);
        tap.open(manifest);
        List<Item> items = Emoji.items(run, ITEMS);
        items.forEach(item -> item.setLabelIndex(CLASSES.indexOf(item.getLabel())));
        tap.push(items);
    }

    private static Map<String, JsonNode> metrics(Results results, String run) {
        results.awaitComplete(run, Duration.ofMinutes(5));
        Map<String, JsonNode> models = new HashMap<>();
        results.get("/api/runs/" + run + "/metrics")
                .get("models")
                .forEach(model -> models.put(model.get("model").asText(), model));
        return models;
    }

    @Test
    @Order(1)
    void theMetricsAreTheLocalBundles() {
        int requests = stub.tally().requests();
        int questions = stub.tally().questions();
        try (Wiretap tap = new Wiretap(stack.bootstrap())) {
            push(tap, "likelihood-1", List.of(LOCAL, REMOTE));
            Map<String, JsonNode> metrics = metrics(new Results(stack.server()), "likelihood-1");
            JsonNode local = metrics.get(LOCAL);
            JsonNode remote = metrics.get(REMOTE);
            assertThat(remote.get("answered").asInt()).isEqualTo(ITEMS);
            assertThat(remote.get("rules")).isEqualTo(local.get("rules"));
            assertThat(remote.get("calibration")).isNotEmpty().isEqualTo(local.get("calibration"));
            Map<String, Prediction> own = predictions(tap, "likelihood-1", LOCAL);
            predictions(tap, "likelihood-1", REMOTE).forEach((item, prediction) -> {
                assertThat(prediction.getLikelihoods().getTokens())
                        .isEqualTo(own.get(item).getLikelihoods().getTokens());
                assertThat(FloatBytes.FLOAT32.read(prediction.getLikelihoods().getSums()))
                        .containsExactly(
                                FloatBytes.FLOAT32.read(
                                        own.get(item).getLikelihoods().getSums()),
                                within(1e-5f));
            });
            int asked = ITEMS * (1 + CLASSES.size());
            assertThat(stub.tally().requests() - requests).isEqualTo(asked);
            assertThat(stub.tally().questions() - questions).isEqualTo(asked);
        }
    }

    @Test
    @Order(2)
    void anotherProcessAsksNothingThatWasAnswered() {
        int before = stub.tally().requests();
        stack.kill("decode");
        CommonStackIT.stack();
        try (Wiretap tap = new Wiretap(stack.bootstrap())) {
            push(tap, "likelihood-2", List.of(REMOTE));
            assertThat(metrics(new Results(stack.server()), "likelihood-2")
                            .get(REMOTE)
                            .get("answered")
                            .asInt())
                    .isEqualTo(ITEMS);
            assertThat(predictions(tap, "likelihood-2", REMOTE).values())
                    .hasSize(ITEMS)
                    .allMatch(Prediction::getFromCache);
            assertThat(stub.tally().requests()).isEqualTo(before);
        }
    }
}
