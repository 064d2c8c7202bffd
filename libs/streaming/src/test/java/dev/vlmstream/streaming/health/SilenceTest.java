package dev.vlmstream.streaming.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private final AtomicLong now = new AtomicLong();
    private final Silence silence = new Silence(now::get);

    @Test
    void isToldOnceThereHasBeenNoAnswerForLongerThanUsual() {
        pass(10);
        assertThat(silence.unusual()).isEmpty();
        pass(3);
        assertThat(silence.unusual()).contains(Duration.ofSeconds(13));
    }

    @Test
    void endsWithTheNextAnswer() {
        pass(60);
        silence.answered();
        pass(5);
        assertThat(silence.unusual()).isEmpty();
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
