package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisitsTest {
    private static final TopicPartition ITEMS = new TopicPartition("items", 0);

    private final Revisits revisits = new Revisits();

    @Test
    void commitsHowFarTheWorkGotBehindTheFirstThatComesAgain() {
        assertThat(revisits.commit(ITEMS, 5, 5)).isEqualTo(new OffsetAndMetadata(5));
        assertThat(revisits.commit(ITEMS, 5, 9)).isEqualTo(new OffsetAndMetadata(5, "9"));
    }

    @Test
    void remembersWhatIsWrittenUntilItIsBehind() {
        revisits.know(ITEMS, new OffsetAndMetadata(5, "9"));
        assertThat(revisits.covers(Records.of("items", 0, 8, ""))).isTrue();
        assertThat(revisits.covers(Records.of("items", 0, 9, ""))).isFalse();
        assertThat(revisits.covers(Records.of("items", 1, 8, ""))).isFalse();
        assertThat(revisits.commit(ITEMS, 7, 7)).as("a smaller batch").isEqualTo(new OffsetAndMetadata(7, "9"));
        assertThat(revisits.commit(ITEMS, 9, 9)).isEqualTo(new OffsetAndMetadata(9));
        revisits.know(ITEMS, new OffsetAndMetadata(9));
        assertThat(revisits.covers(Records.of("items", 0, 8, ""))).isFalse();
    }

    /** Tools that set a group's offsets write none, or a note; their records are to be worked on in full. */
    @ParameterizedTest
    @ValueSource(strings = {"", "reset by ada", "9e9", "-4", "99999999999999999999"})
    void offsetsThatOthersSetSayNothing(String metadata) {
        revisits.know(ITEMS, new OffsetAndMetadata(5, "9"));
        revisits.know(ITEMS, new OffsetAndMetadata(5, metadata));
        assertThat(revisits.covers(Records.of("items", 0, 5, ""))).isFalse();
    }

    @Test
    void aGroupThatHasCommittedNothingHasWrittenNothing() {
        revisits.know(ITEMS, null);
        assertThat(revisits.covers(Records.of("items", 0, 0, ""))).isFalse();
    }
}
