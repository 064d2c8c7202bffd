package dev.vlmstream.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ReplicaMetricsTest {
    private static final JsonNode WANTED = json("{\"models\": [{\"answered\": 4, \"low\": 0.25}, {\"answered\": 4}]}");

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theSameNumbersDoNotDiffer() {
        assertThat(ReplicaMetrics.differences(WANTED, WANTED.deepCopy(), 9)).isEmpty();
    }

    @Test
    void theLastDigitCountsAndItsPlaceIsTold() {
        JsonNode found = json("{\"models\": [{\"answered\": 4, \"low\": 0.25000000000000006}, {\"answered\": 3}]}");
        assertThat(ReplicaMetrics.differences(WANTED, found, 9))
                .containsExactly(
                        "/models/0/low: 0.25000000000000006 instead of 0.25", "/models/1/answered: 3 instead of 4");
        assertThat(ReplicaMetrics.differences(WANTED, found, 1)).hasSize(1);
    }
}
