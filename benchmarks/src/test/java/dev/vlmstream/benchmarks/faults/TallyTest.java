package dev.vlmstream.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally("scores", List.of("a", "b"), 2);

    @Test
    void eachItemAndModelOnceIsRight() {
        for (String item : List.of("item-0", "item-1")) {
            tally.add(item, "a");
            tally.add(item, "b");
        }
        assertThat(tally.complaint()).isEmpty();
    }

    @Test
    void whatIsMissingIsLostAndWhatIsTwiceOrNotAskedForIsDoubled() {
        tally.add("item-0", "a");
        tally.add("item-0", "a");
        tally.add("item-0", "b");
        tally.add("item-9", "a");
        assertThat(tally.lost()).isEqualTo(2);
        assertThat(tally.doubled()).isEqualTo(2);
        assertThat(tally.complaint()).startsWith("scores: 2 lost, 2 doubled, e.g. item-1");
    }
}
