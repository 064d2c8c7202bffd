package dev.vlmstream.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;

/** Comparison with recorded figures, to 1e-9; a recorded null means undefined. */
final class Near {
    private Near() {}

    static void assertNear(OptionalDouble actual, JsonNode recorded) {
        assertThat(actual.isPresent()).isEqualTo(!recorded.isNull());
        actual.ifPresent(value -> assertNear(value, recorded));
    }

    static void assertNear(double actual, JsonNode recorded) {
        assertThat(actual).isCloseTo(recorded.doubleValue(), within(1e-9));
    }

    static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::doubleValue)
                .toArray();
    }
}
