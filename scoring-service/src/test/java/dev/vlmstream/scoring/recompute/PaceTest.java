package dev.vlmstream.scoring.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private long now = Long.MAX_VALUE - 50;
    private final Pace pace = new Pace(() -> now);

    @Test
    void theFirstTimeIsDueAtOnce() {
        assertThat(pace.isDue()).isTrue();
    }

    @Test
    void workIsDueAgainAfterNinetyNineTimesItsDuration() {
        String result = pace.work(() -> {
            now += 10;
            return "done";
        });
        assertThat(result).isEqualTo("done");
        now += 989;
        assertThat(pace.isDue()).isFalse();
        now += 1;
        assertThat(pace.isDue()).isTrue();
    }

    @Test
    void workThatTakesNoTimeIsAlwaysDue() {
        pace.work(() -> "done");
        assertThat(pace.isDue()).isTrue();
    }
}
