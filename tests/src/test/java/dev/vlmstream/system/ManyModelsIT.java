package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.Features;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.junit.jupiter.api.Test;

/** Encoder, classifier, two vision-language models and a model behind an API answer one run; then with encoders apart. */
abstract class ManyModelsIT {
    private static final int ITEMS = 60;
    private static final int LIKELIHOODS = 24;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> LANGUAGE = List.of("emoji-vlm", "emoji-vlm-finetuned");
    private static final List<String> LOCAL =
            List.of("emoji-clip", "emoji-classifier", "emoji-vlm", "emoji-vlm-finetuned");

    @Test
    void fiveModelsAnswerOneRunAndEncodersMayBeElsewhere() throws Exception {
        Map<String, List<Integer>> answers;
        LocalStack together = CommonStackIT.stack();
        try (Wiretap tap = new Wiretap(together.bootstrap())) {
            List<String> all = new java.util.ArrayList<>(LOCAL);
            all.add(CommonStackIT.STUB);
            Results results = new Results(together.server());
            run(tap, results, Emoji.manifest("five", "open-world", all, (long) ITEMS), ITEMS);
            for (JsonNode model : results.get("/api/runs/five/metrics").get("models")) {
                assertThat(model.get("answered").asInt()).as(model.toString()).isEqualTo(ITEMS);
            }
            assertThat(groups(together.bootstrap())).containsAll(groups());
            answers = tokens(tap, "five");
            assertThat(answers).hasSize(LANGUAGE.size() * ITEMS);
            likelihoodsAreCalibrated(tap, results);
            Lag.assertNone(together.bootstrap());
        }
        try (LocalStack stack = LocalStack.start(apart());
                Wiretap tap = new Wiretap(stack.bootstrap())) {
            Results results = new Results(stack.server());
            run(tap, results, Emoji.manifest("five", "open-world", LANGUAGE, (long) ITEMS), ITEMS);

            assertThat(tokens(tap, "five")).isEqualTo(answers);
            assertThat(tap.readAll(Topic.FEATURES, Features.class))
                    .hasSize(LANGUAGE.size() * ITEMS)
                    .allMatch(features -> features.getKind().equals("image_features"));
        }
    }

    private static StackConfig apart() {
        List<Path> language = LANGUAGE.stream().map(Home::model).toList();
        return Home.stack("apart", List.of(), LANGUAGE)
                .withEncoders(language)
                .withProperty("vlmstream.features.dtype", "float32");
    }

    private static void run(Wiretap tap, Results results, RunManifest manifest, int items) {
        tap.open(manifest);
        tap.push(Emoji.items(manifest.getRun(), items));
        results.awaitComplete(manifest.getRun(), PATIENCE);
    }

    private static void likelihoodsAreCalibrated(Wiretap tap, Results results) {
        run(tap, results, Emoji.manifest("likely", "class-likelihood", LOCAL, (long) LIKELIHOODS), LIKELIHOODS);
        JsonNode models = results.get("/api/runs/likely/metrics").get("models");
        assertThat(models.findValuesAsText("task"))
                .containsExactly("zero-shot", "supervised", "class-likelihood", "class-likelihood");
        for (int i = 2; i < models.size(); i++) {
            JsonNode calibration = models.get(i).get("calibration");
            assertThat(calibration.get("sweep")).hasSize(9);
            assertThat(calibration.at("/sweep/1/top1/correct"))
                    .isEqualTo(models.get(i).at("/rules/likelihood-sum/correct"));
            assertThat(calibration.at("/crossFitted/n").asInt()).isEqualTo(LIKELIHOODS);
        }
    }

    private static List<String> groups() {
        return List.of(
                "vlmstream-embed-emoji-clip",
                "vlmstream-embed-emoji-classifier",
                "vlmstream-decode-emoji-vlm",
                "vlmstream-decode-emoji-vlm-finetuned",
                "vlmstream-decode-" + CommonStackIT.STUB);
    }

    private static List<String> groups(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            return admin.listGroups().all().get().stream()
                    .map(GroupListing::groupId)
                    .toList();
        }
    }

    private static Map<String, List<Integer>> tokens(Wiretap tap, String run) {
        return tap.readAll(Topic.PREDICTIONS, Prediction.class).stream()
                .filter(prediction -> prediction.getRun().equals(run) && LANGUAGE.contains(prediction.getModel()))
                .collect(Collectors.toMap(
                        prediction -> prediction.getModel() + "/" + prediction.getItemId(),
                        Prediction::getTokenIds,
                        (first, second) -> first,
                        TreeMap::new));
    }
}
