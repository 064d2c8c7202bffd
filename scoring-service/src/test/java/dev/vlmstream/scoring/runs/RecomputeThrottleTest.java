package dev.vlmstream.scoring.runs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecomputeThrottleTest {
    private long now = Long.MAX_VALUE - 50;
    private final RecomputeThrottle throttle = new RecomputeThrottle(() -> now);

    @Test
    void theFirstTimeIsDueAtOnce() {
        assertThat(throttle.isDue()).isTrue();
    }

    @Test
    void workIsDueAgainAfterNinetyNineTimesItsDuration() {
        String result = throttle.work(() -> {
            now += 10;
            return "done";
        });
        assertThat(result).isEqualTo("done");
        now += 989;
        assertThat(throttle.isDue()).isFalse();
        now += 1;
        assertThat(throttle.isDue()).isTrue();
    }

    @Test
    void workThatTakesNoTimeIsAlwaysDue() {
        throttle.work(() -> "done");
        assertThat(throttle.isDue()).isTrue();
    }
}
