package dev.vlmstream.scoring.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SnapshotThrottleTest {
    private static final long NOW = 1_000_000 * SnapshotThrottle.SOON;

    private final CommitPace pace = new CommitPace();
    private final SnapshotThrottle throttle = new SnapshotThrottle(pace);

    @Test
    void allPartitionsPublishAtTheSameMoments() {
        assertThat(throttle.next(NOW)).isEqualTo(Duration.ofMillis(SnapshotThrottle.SOON));
        assertThat(throttle.next(NOW + 1)).isEqualTo(Duration.ofMillis(SnapshotThrottle.SOON - 1));
        assertThat(throttle.next(NOW + SnapshotThrottle.SOON - 1)).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void fewRecordsArePublishedAtTheNextMoment() {
        throttle.published(NOW);
        count(SnapshotThrottle.BULK);
        assertThat(throttle.isDue(NOW + SnapshotThrottle.SOON)).isTrue();
    }

    @Test
    void aBulkIsPublishedSeldom() {
        throttle.published(NOW);
        for (long at = NOW + SnapshotThrottle.SOON; at < NOW + SnapshotThrottle.SELDOM; at += SnapshotThrottle.SOON) {
            count(SnapshotThrottle.BULK + 1);
            assertThat(throttle.isDue(at)).isFalse();
        }
        count(SnapshotThrottle.BULK + 1);
        assertThat(throttle.isDue(NOW + SnapshotThrottle.SELDOM)).isTrue();
    }

    @Test
    void theEndOfABulkIsPublishedSoon() {
        throttle.published(NOW);
        count(SnapshotThrottle.BULK + 1);
        assertThat(throttle.isDue(NOW + SnapshotThrottle.SOON)).isFalse();
        count(1);
        assertThat(throttle.isDue(NOW + 2 * SnapshotThrottle.SOON)).isTrue();
    }

    @Test
    void afterACommitThatTookLongTheNextMomentIsAsFarAway() {
        pace.committed(NOW, 1000);
        assertThat(throttle.next(NOW)).isEqualTo(Duration.ofMillis(1000 + SnapshotThrottle.SOON));
        assertThat(throttle.next(NOW + 999)).isEqualTo(Duration.ofMillis(1 + SnapshotThrottle.SOON));
        assertThat(throttle.next(NOW + 1000)).isEqualTo(Duration.ofMillis(SnapshotThrottle.SOON));
        assertThat(pace.allows(NOW + 999)).isFalse();
        assertThat(pace.allows(NOW + 1000)).isTrue();
    }

    @Test
    void commitsOfMinutesLetItWaitForSecondsOnly() {
        pace.committed(NOW, 120_000);
        assertThat(pace.allows(NOW + CommitPace.LONGEST - 1)).isFalse();
        assertThat(pace.allows(NOW + CommitPace.LONGEST)).isTrue();
    }

    @Test
    void quickCommitsDelayNothing() {
        pace.committed(NOW + 10, 10);
        assertThat(throttle.next(NOW + 10)).isEqualTo(Duration.ofMillis(SnapshotThrottle.SOON - 10));
        assertThat(pace.allows(NOW + SnapshotThrottle.SOON)).isTrue();
    }

    @Test
    void aClockThatIsSetBackDoesNotSilenceIt() {
        throttle.published(NOW);
        pace.committed(NOW, 1000);
        count(SnapshotThrottle.BULK + 1);
        assertThat(throttle.isDue(NOW - 3_600_000)).isTrue();
        assertThat(throttle.next(NOW - 3_600_000)).isEqualTo(Duration.ofMillis(SnapshotThrottle.SOON));
    }

    private void count(int records) {
        IntStream.range(0, records).forEach(i -> throttle.counted());
    }
}
