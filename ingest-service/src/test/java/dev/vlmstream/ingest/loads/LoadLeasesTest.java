package dev.vlmstream.ingest.loads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.DatasetLoad;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadLeasesTest {
    private static final long SECOND = 1_000_000_000;

    private long now = -7;
    private final LoadLeases leases = new LoadLeases(Duration.ofSeconds(60), () -> now);

    /** A sign of life, with the time that its replica's clock showed. */
    private static List<DatasetLoad> heard(String replica, Duration at) {
        return List.of(DatasetLoad.newBuilder()
                .setRun("run")
                .setLoad("one")
                .setAddress("https://data.example/one.tar")
                .setState(LoadState.PUSHING.id())
                .setReplica(replica)
                .setRequestedAt(0)
                .setHeardAt(System.currentTimeMillis() + at.toMillis())
                .build());
    }

    @Test
    void aReplicaWhoseClockIsWrongKeepsTheLoadsThatItWorksOn() {
        for (Duration off : List.of(Duration.ofSeconds(-31), Duration.ofDays(-3), Duration.ofMinutes(59))) {
            for (int second = 0; second < 300; second += 5) {
                assertThat(leases.over(heard("other", off.plusSeconds(second))))
                        .as("%s", off)
                        .isEmpty();
                now += 5 * SECOND;
            }
        }
    }

    @Test
    void oneThatFallsSilentLosesThemAfterALeaseHoweverFastItsClockWas() {
        List<DatasetLoad> last = heard("other", Duration.ofMinutes(59));
        assertThat(leases.over(last)).isEmpty();
        now += 60 * SECOND;
        assertThat(leases.over(last)).isEmpty();
        now += SECOND;
        assertThat(leases.over(last)).containsExactly("run/one");
    }

    @Test
    void whoeverTakesALoadOverBeginsALeaseOfHisOwn() {
        List<DatasetLoad> last = heard("other", Duration.ZERO);
        leases.over(last);
        now += 61 * SECOND;
        assertThat(leases.over(last)).isNotEmpty();
        assertThat(leases.over(heard("third", Duration.ofDays(-1)))).isEmpty();
        assertThat(leases.over(List.of())).isEmpty();
        assertThat(leases.over(last)).as("as if seen for the first time").isEmpty();
    }
}
