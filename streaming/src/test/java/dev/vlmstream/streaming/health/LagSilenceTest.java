package dev.vlmstream.streaming.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LagSilenceTest {
    private final AtomicLong now = new AtomicLong();
    private final LagSilence silence = new LagSilence(now::get);

    @Test
    void complainsOnceTheLagHasNotBeenToldForLongerThanUsual() {
        pass(10);
        assertThat(silence.complaint()).isEmpty();
        pass(3);
        assertThat(silence.complaint()).isEqualTo("; Kafka has not told its lag for 13 s");
    }

    @Test
    void isContentAgainWhenTheLagIsTold() {
        pass(60);
        silence.told();
        pass(5);
        assertThat(silence.complaint()).isEmpty();
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
