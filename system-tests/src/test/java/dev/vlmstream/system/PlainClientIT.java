package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever can write JSON to Kafka can push a data set: a manifest, the study's lines as they are, a closing record. */
class PlainClientIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ITEMS = 60;

    @Test
    void theStudysLinesWrittenByAnyKafkaClientBecomeACompleteRun() {
        var config = Home.stack("plain-client", List.of("emoji-clip", "emoji-classifier"), List.of())
                .withImageRoots(List.of(Home.EMOJI));
        try (LocalStack stack = LocalStack.start(config);
                Wiretap tap = new Wiretap(stack.bootstrap())) {
            send(tap, manifest());
            Emoji.lines().stream().limit(ITEMS).forEach(line -> send(tap, line));
            send(tap, "{\"close\": true, \"items\": " + ITEMS + "}");
            Results results = new Results(stack.server());
            results.awaitComplete("plain", Duration.ofMinutes(2));

            JsonNode metrics = results.get("/api/runs/plain/metrics");
            assertThat(metrics.get("items").asInt()).isEqualTo(ITEMS);
            for (JsonNode model : metrics.get("models")) {
                assertThat(model.get("answered").asInt()).isEqualTo(ITEMS);
                assertThat(model.get("rules").get("top1").get("accuracy").asDouble())
                        .isGreaterThan(0.5);
            }
        }
    }

    private static void send(Wiretap tap, String json) {
        tap.sendPlain(Topic.ITEMS, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String manifest() {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("run", "plain").put("task", "zero-shot").put("dataset", "emoji");
        manifest.putArray("models").add("emoji-clip").add("emoji-classifier");
        var classes = manifest.putArray("classes");
        Emoji.classes().forEach(classes::add);
        return manifest.toString();
    }
}
