package dev.vlmstream.evaluation.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against CPython 3.11: for each seed one {@code random.Random(seed)}, asked in the order in which the fields stand in
 * recorded/python_random.jsonl.
 */
class PythonRandomTest {
    static Stream<JsonNode> seeds() {
        return Recorded.lines("recorded/python_random.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySeedGivesWhatPythonGives(JsonNode recorded) {
        PythonRandom random = new PythonRandom(recorded.get("seed").longValue());
        for (JsonNode value : recorded.get("random")) {
            assertThat(random.random()).isEqualTo(value.doubleValue());
        }
        for (JsonNode call : recorded.get("getrandbits")) {
            assertThat(random.getrandbits(call.get(0).intValue()))
                    .isEqualTo(call.get(1).longValue());
        }
        for (JsonNode call : recorded.get("randbelow")) {
            assertThat(random.randbelow(call.get(0).intValue()))
                    .isEqualTo(call.get(1).intValue());
        }
        List<Integer> shuffled = range(700);
        random.shuffle(shuffled);
        assertThat(shuffled.subList(0, 20)).isEqualTo(integers(recorded.get("shuffle_700")));
        for (JsonNode call : recorded.get("samples")) {
            int k = call.get(1).intValue();
            List<Integer> sample = random.sample(range(call.get(0).intValue()), k);
            assertThat(sample).hasSize(k).startsWith(integers(call.get(2)).toArray(Integer[]::new));
        }
        assertThat(random.random()).isEqualTo(recorded.get("after").doubleValue());
    }

    @Test
    void moreThanThereIsCannotBeSampled() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PythonRandom(1).sample(List.of("a"), 2))
                .withMessage("cannot sample 2 of 1 elements");
    }

    @Test
    void boundsAndBitsMustBePossible() {
        PythonRandom random = new PythonRandom(1);
        assertThatIllegalArgumentException().isThrownBy(() -> random.randbelow(0));
        assertThatIllegalArgumentException().isThrownBy(() -> random.getrandbits(64));
        assertThatIllegalArgumentException().isThrownBy(() -> random.getrandbits(-1));
    }

    private static List<Integer> range(int n) {
        return new ArrayList<>(IntStream.range(0, n).boxed().toList());
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.intValue()));
        return values;
    }
}
