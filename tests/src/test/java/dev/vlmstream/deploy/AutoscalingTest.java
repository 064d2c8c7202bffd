package dev.vlmstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Names;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.serving.ModelHost;
import dev.vlmstream.serving.QuestionSource;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** KEDA asks for the groups and topics that the services have. */
class AutoscalingTest {
    private static final Names NAMES = new Names("team-a.");

    @Test
    void groupsAndTopicsAreTheServices() throws IOException {
        Map<String, JsonNode> triggers = triggers(Chart.render("autoscaling.yaml"));

        QuestionSource questions = new QuestionSource.Questions();
        assertThat(triggers)
                .hasSize(4)
                .hasEntrySatisfying("embed-emoji-clip", is(ServiceKind.EMBED, "emoji-clip", questions))
                .hasEntrySatisfying("decode-emoji-vlm", is(ServiceKind.DECODE, "emoji-vlm", questions))
                .hasEntrySatisfying(
                        "decode-emoji-vlm-finetuned",
                        is(ServiceKind.DECODE, "emoji-vlm-finetuned", new QuestionSource.Encoded("emoji-vlm")))
                .hasEntrySatisfying("judge-minilm", trigger -> {
                    assertThat(trigger.get("consumerGroup").asText())
                            .isEqualTo(NAMES.group(ServiceKind.JUDGE.id() + "-minilm"));
                    assertThat(trigger.get("topic").asText()).isEqualTo(NAMES.topic(Topic.SCORES));
                });
    }

    @Test
    void aGroupHasTheNameOfTheBundleNotOfTheObject() throws IOException {
        String longest = "SmolVLM-256M-Instruct-with-a-name-that-is-longer-than-most";

        assertThat(triggers(Chart.render("everything.yaml")).values())
                .singleElement()
                .satisfies(trigger -> assertThat(trigger.get("consumerGroup").asText())
                        .isEqualTo(new Names("").group("decode-" + longest)));
    }

    @Test
    void aServerOfVllmIsScaledByWhatWaitsForItsModel() throws IOException {
        Map<String, JsonNode> triggers = triggers(Chart.render("vllm.yaml"));

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

    private static Consumer<JsonNode> is(ServiceKind service, String model, QuestionSource source) {
        return trigger -> {
            assertThat(trigger.get("consumerGroup").asText())
                    .isEqualTo(NAMES.group(ModelHost.work(service.id(), model, source)));
            assertThat(trigger.get("topic").asText()).isEqualTo(NAMES.topic(source.topic()));
        };
    }

    /** What each ScaledObject asks for, by its name without the release's. */
    private static Map<String, JsonNode> triggers(List<JsonNode> manifests) {
        Function<JsonNode, String> name =
                manifest -> manifest.at("/metadata/name").asText().replaceFirst("^rel-vlmstream-", "");
        return manifests.stream()
                .filter(manifest -> manifest.get("kind").asText().equals("ScaledObject"))
                .collect(Collectors.toMap(name, manifest -> manifest.at("/spec/triggers/0/metadata")));
    }
}
