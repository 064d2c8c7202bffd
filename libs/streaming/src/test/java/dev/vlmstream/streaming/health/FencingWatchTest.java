package dev.vlmstream.streaming.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class FencingWatchTest {
    private final AtomicLong now = new AtomicLong();
    private final FencingWatch watch = new FencingWatch(now::get);

    @Test
    void complainsWhenFencedThreeTimesWithinAMinuteAndNamesTheCure() {
        watch.saw("vlmstream-ingest-a", new ProducerFencedException("one"));
        watch.saw("vlmstream-ingest-a", new KafkaException(new InvalidProducerEpochException("two")));
        assertThat(watch.complaint()).isEmpty();
        watch.saw("vlmstream-ingest-a", new FencedInstanceIdException("three"));
        assertThat(watch.complaint().orElseThrow())
                .contains("vlmstream-ingest-a", "vlmstream.instance", "vlmstream.topics.prefix");
    }

    @Test
    void oneSuccessorAndOtherFailuresAreNoReason() {
        watch.saw("a", new ProducerFencedException("its successor"));
        for (int i = 0; i < 10; i++) {
            watch.saw("a", new TimeoutException("the broker is away"));
        }
        assertThat(watch.complaint()).isEmpty();
    }

    @Test
    void hasNothingToSayAMinuteAfterTheOtherIsGone() {
        for (int i = 0; i < 5; i++) {
            watch.saw("a", new ProducerFencedException("again"));
        }
        assertThat(watch.complaint()).isPresent();
        now.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(watch.complaint()).isEmpty();
    }
}
