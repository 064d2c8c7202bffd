package dev.vlmstream.evaluation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OccurrencesTest {
    private static List<Integer> all(String text, String word) {
        List<Integer> found = new ArrayList<>();
        Occurrences occurrences = new Occurrences(text, word);
        for (int at = occurrences.next(); at >= 0; at = occurrences.next()) {
            found.add(at);
        }
        return found;
    }

    @Test
    void overlappingOnesAreFoundWhereStringFindsThem() {
        Random random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            String text =
                    "abab".repeat(60).substring(random.nextInt(20)) + "b".repeat(random.nextInt(90)) + "ab".repeat(80);
            int start = random.nextInt(text.length() - 1);
            String word = text.substring(start, start + 1 + random.nextInt(text.length() - start));
            word = random.nextInt(4) == 0 ? word + "b" : word;
            List<Integer> expected = new ArrayList<>();
            for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
                expected.add(at);
            }
            assertThat(all(text, word)).isEqualTo(expected);
            assertThat(Occurrences.in(text, word)).isEqualTo(text.contains(word));
            assertThat(Occurrences.last(text, word)).isEqualTo(text.lastIndexOf(word));
        }
    }

    /** Where a search that starts again at each place would compare some 10^11 characters. */
    @Test
    void aLongWordThatNearlyStandsEverywhereIsLookedForOnce() {
        String text = "a".repeat(1_000_000);
        String word = "a".repeat(500_000);
        assertThat(Occurrences.in(text, word + "b")).isFalse();
        assertThat(Occurrences.last(text, "b" + word)).isEqualTo(-1);
        assertThat(Inclusion.ofWords(text, word)).isFalse();
        assertThat(Inclusion.ofWords(text + " " + word, word)).isTrue();
    }
}
