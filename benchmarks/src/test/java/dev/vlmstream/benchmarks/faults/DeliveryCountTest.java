package dev.vlmstream.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryCountTest {
    private final DeliveryCount count =
            new DeliveryCount("scores").expect("kept", List.of("a", "b"), 2).allow("deleted", List.of("a"), 1);

    @Test
    void eachItemAndModelOnceIsRightAndOfADeletedRunAnyMayBeMissing() {
        for (String item : List.of("item-0", "item-1")) {
            count.add("kept", item, "a");
            count.add("kept", item, "b");
        }
        assertThat(count.complaint()).isEmpty();
        count.add("deleted", "item-0", "a");
        assertThat(count.complaint()).isEmpty();
    }

    @Test
    void whatIsMissingIsLostAndWhatIsTwiceOrNotAskedForIsDoubled() {
        count.add("kept", "item-0", "a");
        count.add("kept", "item-0", "a");
        count.add("kept", "item-0", "b");
        count.add("kept", "item-9", "a");
        count.add("deleted", "item-0", "a");
        count.add("deleted", "item-0", "a");
        assertThat(count.lost()).isEqualTo(2);
        assertThat(count.doubled()).isEqualTo(3);
        assertThat(count.complaint()).startsWith("scores: 2 lost, 3 doubled, e.g. kept/item-1");
    }
}
