package dev.vlmstream.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.runs.ViewOfARun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class ManifestDetailsTest extends ViewOfARun {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void everyFieldOfTheManifestsSchemaIsAnswered() {
        List<String> fields = RunManifest.getClassSchema().getFields().stream()
                .map(Schema.Field::name)
                .toList();

        JsonNode details = JSON.valueToTree(ManifestDetails.of(view));

        List<String> answered = new ArrayList<>();
        details.fieldNames().forEachRemaining(answered::add);
        assertThat(answered)
                .containsExactlyElementsOf(
                        Stream.concat(fields.stream(), Stream.of("classCount", "settings", "complete", "problem"))
                                .toList());
    }

    @Test
    void valuesAreThoseOfTheManifest() {
        RunManifest manifest = Events.manifest("r", "open-world", 4, "m");
        manifest.setGeneration(Map.of("num_beams", "3"));
        manifest.setFeatures(List.of("last", "mean"));
        manifest.setBudget(1.5);
        manifest.setFrequencies(Map.of("cat", 5_000_000_000L));
        manifest.setSynonyms(Map.of("cat", List.of("tabby")));
        manifest.setThresholds(Map.of("semantic", 0.6));
        view.manifest(manifest);

        JsonNode details = JSON.valueToTree(ManifestDetails.of(view));

        assertThat(details.at("/generation/num_beams").asText()).isEqualTo("3");
        assertThat(details.at("/features/1").asText()).isEqualTo("mean");
        assertThat(details.at("/budget").asDouble()).isEqualTo(1.5);
        assertThat(details.at("/frequencies/cat").asLong()).isEqualTo(5_000_000_000L);
        assertThat(details.at("/synonyms/cat/0").asText()).isEqualTo("tabby");
        assertThat(details.at("/thresholds/semantic").asDouble()).isEqualTo(0.6);
        assertThat(details.at("/tokenisation").asText()).isEqualTo("direct");
        assertThat(details.at("/answerPrefix").isNull()).isTrue();
        assertThat(details.at("/archived").isBoolean()).isTrue();
        assertThat(details.at("/createdAt").asLong()).isEqualTo(Events.CREATED_AT);
        assertThat(details.at("/classCount").asInt()).isEqualTo(3);
        assertThat(details.at("/complete").asBoolean()).isFalse();
    }
}
