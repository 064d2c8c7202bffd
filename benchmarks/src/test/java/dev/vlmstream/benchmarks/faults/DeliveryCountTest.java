package dev.vlmstream.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryCountTest {
    private final DeliveryCount count = new DeliveryCount("scores", List.of("a", "b"), 2);

    @Test
    void eachItemAndModelOnceIsRight() {
        for (String item : List.of("item-0", "item-1")) {
            count.add(item, "a");
            count.add(item, "b");
        }
        assertThat(count.complaint()).isEmpty();
    }

    @Test
    void whatIsMissingIsLostAndWhatIsTwiceOrNotAskedForIsDoubled() {
        count.add("item-0", "a");
        count.add("item-0", "a");
        count.add("item-0", "b");
        count.add("item-9", "a");
        assertThat(count.lost()).isEqualTo(2);
        assertThat(count.doubled()).isEqualTo(2);
        assertThat(count.complaint()).startsWith("scores: 2 lost, 2 doubled, e.g. item-1");
    }
}
