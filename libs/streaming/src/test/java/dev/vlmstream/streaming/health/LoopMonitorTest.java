package dev.vlmstream.streaming.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopMonitorTest {
    private final LoopMonitor monitor = new LoopMonitor("loop", "items", new SimpleMeterRegistry());

    @Test
    void goesFromOpeningToJoiningToReading() {
        assertThat(monitor.describe()).startsWith("reaching Kafka for 0 s");
        assertThat(monitor.isOpen()).isFalse();
        monitor.opened();
        monitor.polling();
        assertThat(monitor.describe()).startsWith("joining its group for 0 s");
        assertThat(monitor.isOpen()).isTrue();
        monitor.assigned(3);
        assertThat(monitor.describe()).isEqualTo("reading for 0 s, 3 partitions");
    }

    @Test
    void joiningAgesOverPolls() throws InterruptedException {
        monitor.opened();
        Thread.sleep(30);
        monitor.polling();
        assertThat(monitor.isLongerIn(LoopMonitor.Phase.JOINING, Duration.ofMillis(20)))
                .isTrue();
        assertThat(monitor.isLongerIn(LoopMonitor.Phase.READING, Duration.ZERO)).isFalse();
    }

    @Test
    void stallsWhileRecordsWaitAndUntilSomethingIsRead() {
        monitor.opened();
        monitor.assigned(1);
        monitor.polling();
        monitor.idle(true);
        LoopMonitor.Moment stalled = monitor.moment();
        monitor.polling();
        monitor.idle(true);
        assertThat(stalled.phase()).isEqualTo(LoopMonitor.Phase.STALLED);
        assertThat(monitor.moment()).isSameAs(stalled);
        monitor.idle(false);
        assertThat(monitor.moment().phase()).isEqualTo(LoopMonitor.Phase.READING);
        monitor.idle(true);
        monitor.begin(1);
        assertThat(monitor.moment().phase()).isEqualTo(LoopMonitor.Phase.WORKING);
    }

    @Test
    void joinsAgainWhenItsGroupPutsItOut() {
        monitor.opened();
        monitor.assigned(2);
        monitor.assigned(LoopMonitor.NOT_IN_GROUP);
        assertThat(monitor.describe()).isEqualTo("joining its group for 0 s, 0 partitions");
    }

    @Test
    void aBatchAgesUntilItEnds() throws InterruptedException {
        assertThat(monitor.oldestBatch()).isZero();
        monitor.begin(1);
        Thread.sleep(20);
        assertThat(monitor.oldestBatch()).isGreaterThan(Duration.ofMillis(15));
        monitor.end();
        assertThat(monitor.oldestBatch()).isZero();
    }
}
