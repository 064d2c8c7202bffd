package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** KEDA asks scoring for what waits for a model, under the names that scoring gives it. */
class AutoscalingTest {
    private static final String MODEL = "{name: m, kind: decode, source: {pvc: {claimName: models}}}";

    @Test
    void aModelIsScaledByItsOwnQuestionsAndAJudgeByItsVerdicts() throws IOException {
        assertThat(asked(Chart.render("autoscaling.yaml")))
                .containsOnly(
                        entry("embed-emoji-clip", List.of("vlmstream_waiting_questions{model=\"emoji-clip\"}")),
                        entry("decode-emoji-vlm", List.of("vlmstream_waiting_questions{model=\"emoji-vlm\"}")),
                        entry(
                                "decode-emoji-vlm-finetuned",
                                List.of("vlmstream_waiting_questions{model=\"emoji-vlm-finetuned\"}")),
                        entry("judge-minilm", List.of("vlmstream_waiting_verdicts{model=\"minilm\"}")));
    }

    @Test
    void anEncoderIsScaledByTheQuestionsOfThoseItEncodesFor() throws IOException {
        String scaled = "{modelDefaults: {gpu: 0, autoscaling: {enabled: true}}, models: [{name: e, kind: embed,"
                + " encodes: [a, b], source: {pvc: {claimName: c}}}]}";

        assertThat(asked(Chart.render("minimal.yaml", scaled)))
                .containsOnly(entry(
                        "embed-e",
                        List.of(
                                "vlmstream_waiting_questions{model=\"a\"}",
                                "vlmstream_waiting_questions{model=\"b\"}")));
    }

    @Test
    void modelsThatShareAPodWakeItEach() throws IOException {
        String scaled = "{modelDefaults: {autoscaling: {enabled: true}}, models: [{name: m, kind: decode,"
                + " beside: [{name: o, source: {pvc: {claimName: c}}}], source: {pvc: {claimName: c}}}]}";

        assertThat(asked(Chart.render("minimal.yaml", scaled)).get("decode-m"))
                .containsExactly(
                        "vlmstream_waiting_questions{model=\"m\"}", "vlmstream_waiting_questions{model=\"o\"}");
    }

    @Test
    void eachReplicaOfScoringIsAskedForItsShare() throws IOException {
        List<JsonNode> triggers = triggers(
                        Chart.render("autoscaling.yaml", "{scoring: {replicas: 2}, models: [" + MODEL + "]}"))
                .get("decode-m");

        assertThat(triggers)
                .extracting(trigger -> trigger.get("url").asText())
                .containsExactly(
                        "http://rel-vlmstream-scoring-0.rel-vlmstream-scoring-pods.eval.svc:9000/q/metrics",
                        "http://rel-vlmstream-scoring-1.rel-vlmstream-scoring-pods.eval.svc:9000/q/metrics");
        assertThat(triggers)
                .extracting(trigger -> trigger.get("targetValue").asText())
                .containsExactly("100", "100");
    }

    @Test
    void aServerOfVllmIsScaledByWhatWaitsForItsModel() throws IOException {
        Map<String, List<JsonNode>> triggers = triggers(Chart.render("vllm.yaml"));

        assertThat(triggers).hasSize(2).containsKeys("decode-llava-7b", "decode-llava-7b-server");
        assertThat(triggers.get("decode-llava-7b-server")).isEqualTo(triggers.get("decode-llava-7b"));
    }

    @Test
    void itIsKedaWhoSaysHowManyThereAre() throws IOException {
        List<JsonNode> manifests = Chart.render("autoscaling.yaml");

        assertThat(manifests)
                .filteredOn(manifest -> manifest.get("kind").asText().equals("StatefulSet"))
                .allSatisfy(set -> assertThat(set.at("/spec/replicas").isMissingNode())
                        .isEqualTo(scaled(manifests, set.at("/metadata/name").asText())));
    }

    private static boolean scaled(List<JsonNode> manifests, String name) {
        return manifests.stream()
                .filter(manifest -> manifest.get("kind").asText().equals("ScaledObject"))
                .anyMatch(object ->
                        object.at("/spec/scaleTargetRef/name").asText().equals(name));
    }

    private static Map<String, List<String>> asked(List<JsonNode> manifests) {
        return triggers(manifests).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        object -> object.getValue().stream()
                                .map(trigger -> trigger.get("valueLocation").asText())
                                .toList()));
    }

    /** What each ScaledObject asks for, by its name without the release's. */
    private static Map<String, List<JsonNode>> triggers(List<JsonNode> manifests) {
        Function<JsonNode, String> name =
                manifest -> manifest.at("/metadata/name").asText().replaceFirst("^rel-vlmstream-", "");
        return manifests.stream()
                .filter(manifest -> manifest.get("kind").asText().equals("ScaledObject"))
                .collect(Collectors.toMap(
                        name,
                        manifest -> StreamSupport.stream(
                                        manifest.at("/spec/triggers").spliterator(), false)
                                .map(trigger -> trigger.get("metadata"))
                                .toList()));
    }
}
