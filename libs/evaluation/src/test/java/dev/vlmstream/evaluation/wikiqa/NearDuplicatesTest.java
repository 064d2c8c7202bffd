package dev.vlmstream.evaluation.wikiqa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {

    private static Map<Integer, Integer> of(List<String> classes, Double... places) {
        return NearDuplicates.of(classes, List.of(places), (a, b) -> 1 - Math.abs(a - b), 0.9);
    }

    @Test
    void theFirstStaysAndTheNextIsComparedWithThoseThatStayAlone() {
        // 0.15 is near 0.08, which is gone, and not near 0.
        assertThat(of(Collections.nCopies(4, "ant"), 0.0, 0.08, 0.15, 0.2)).isEqualTo(Map.of(1, 0, 3, 2));
    }

    @Test
    void aDuplicateIsOfTheOneItIsMostLike() {
        assertThat(of(Collections.nCopies(3, "ant"), 0.0, 0.125, 0.09)).isEqualTo(Map.of(2, 1));
    }

    @Test
    void theThresholdItselfIsNearAndAnotherClassIsAnotherThing() {
        assertThat(NearDuplicates.of(List.of("ant", "ant", "bee"), List.of(0, 1, 1), (a, b) -> a == b ? 1 : 0.5, 0.5))
                .isEqualTo(Map.of(1, 0));
    }
}
