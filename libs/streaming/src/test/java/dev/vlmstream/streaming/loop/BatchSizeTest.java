package dev.vlmstream.streaming.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchSizeTest {

    private final BatchSize size = new BatchSize(16, 64);

    @Test
    void fullBatchesThatTakeLittleTimeGrowToTheMost() {
        assertThat(size.current()).isEqualTo(16);
        size.took(16, Duration.ofSeconds(1));
        assertThat(size.current()).isEqualTo(32);
        size.took(32, Duration.ofSeconds(2));
        assertThat(size.current()).isEqualTo(64);
        size.took(64, Duration.ofMillis(1));
        assertThat(size.current()).isEqualTo(64);
    }

    @Test
    void aBatchIsNoLargerThanItsPaceAllows() {
        size.took(16, Duration.ofSeconds(8));
        assertThat(size.current()).isEqualTo(20);
        size.took(20, Duration.ofSeconds(50));
        assertThat(size.current()).as("not below the first size for being slow").isEqualTo(16);
    }

    @Test
    void batchesThatComeNearWhatLivenessAllowsShrinkToARecordAndGrowAgain() {
        size.took(16, Duration.ofMinutes(3));
        assertThat(size.current()).isEqualTo(8);
        for (int i = 0; i < 4; i++) {
            size.shrink(size.current());
        }
        assertThat(size.current()).isOne();
        size.took(1, Duration.ofSeconds(30));
        assertThat(size.current()).as("slow still").isOne();
        size.took(1, Duration.ofSeconds(1));
        size.took(2, Duration.ofSeconds(1));
        assertThat(size.current()).isEqualTo(4);
    }

    @Test
    void whatWasTooMuchIsHalvedHoweverMuchMoreABatchMightHold() {
        BatchSize large = new BatchSize(100_000, 100_000);
        large.shrink(9_000);
        assertThat(large.current()).isEqualTo(4_500);
    }

    @Test
    void fewRecordsSayNothingOfLargerBatches() {
        size.took(2, Duration.ofMillis(1));
        assertThat(size.current()).isEqualTo(16);
    }

    @Test
    void aSizeAboveTheMostStays() {
        BatchSize fixed = new BatchSize(100, 64);
        fixed.took(100, Duration.ofMillis(1));
        assertThat(fixed.current()).isEqualTo(100);
    }
}
