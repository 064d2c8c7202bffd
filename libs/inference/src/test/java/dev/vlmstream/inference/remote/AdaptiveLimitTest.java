package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.remote.AdaptiveLimit.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AdaptiveLimitTest {
    private static final int MOST = 16;

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    private static List<Permit> take(AdaptiveLimit limit, int count) throws InterruptedException {
        List<Permit> permits = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            permits.add(limit.acquire(in(Duration.ofSeconds(5)), MOST));
        }
        return permits;
    }

    @Test
    void itGrowsWithSuccessesUpToTheMost() throws InterruptedException {
        AdaptiveLimit limit = new AdaptiveLimit(6, () -> false);
        assertThat(limit.current()).isEqualTo(4);
        for (int i = 0; i < 10; i++) {
            take(limit, 1).forEach(limit::succeeded);
        }
        assertThat(limit.current()).isEqualTo(6);
        take(limit, 6);
        assertThat(limit.acquire(in(Duration.ofMillis(50)), MOST)).isNull();
    }

    @Test
    void aBurstThatIsThrottledHalvesItOnce() throws InterruptedException {
        AdaptiveLimit limit = new AdaptiveLimit(16, () -> false);
        for (int i = 0; i < 12; i++) {
            take(limit, 1).forEach(limit::succeeded);
        }
        take(limit, 16).forEach(limit::throttled);
        assertThat(limit.current()).isEqualTo(8);
        for (int i = 0; i < 5; i++) {
            take(limit, 1).forEach(limit::throttled);
        }
        assertThat(limit.current()).isEqualTo(1);
    }

    @Test
    void afterThrottlingItGrowsByOneARound() throws InterruptedException {
        AdaptiveLimit limit = new AdaptiveLimit(16, () -> false);
        take(limit, 1).forEach(limit::throttled);
        assertThat(limit.current()).isEqualTo(2);
        take(limit, 2).forEach(limit::succeeded);
        assertThat(limit.current()).isEqualTo(2);
        take(limit, 2).forEach(limit::succeeded);
        assertThat(limit.current()).isEqualTo(3);
    }

    @Test
    void whileTheServerAsksToWaitNothingIsLetThrough() throws InterruptedException {
        AdaptiveLimit limit = new AdaptiveLimit(4, () -> false);
        limit.pause(Duration.ofMillis(300));
        long begun = System.nanoTime();
        assertThat(limit.acquire(in(Duration.ofSeconds(5)), MOST)).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
    }

    @Test
    @Timeout(60)
    void aWaitBeyondTheDeadlineIsNotWaitedFor() throws InterruptedException {
        AdaptiveLimit limit = new AdaptiveLimit(4, () -> false);
        limit.pause(Duration.ofHours(2));
        assertThat(limit.acquire(in(Duration.ofHours(1)), MOST)).isNull();
        assertThat(limit.pausedFor())
                .hasValueSatisfying(left -> assertThat(left).isGreaterThan(Duration.ofMinutes(118)));
    }

    @Test
    void whoAsksAloneWaitsForTheOthersAndHoldsUpNewOnes() throws Exception {
        AdaptiveLimit limit = new AdaptiveLimit(6, () -> false);
        List<Permit> others = take(limit, 2);
        CompletableFuture<Permit> alone = CompletableFuture.supplyAsync(() -> {
            try {
                return limit.acquire(in(Duration.ofSeconds(30)), 1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Permit newOne = limit.acquire(in(Duration.ofMillis(20)), MOST);
        while (newOne != null) {
            limit.ended(newOne);
            newOne = limit.acquire(in(Duration.ofMillis(20)), MOST);
        }
        assertThat(alone).isNotDone();
        others.forEach(limit::ended);
        Permit permit = alone.get();
        assertThat(limit.isAlone(permit)).isTrue();
        assertThat(limit.acquire(in(Duration.ofMillis(20)), MOST)).isNull();
        limit.succeeded(permit);
        take(limit, 2);
        // Nor is there room in a company of two.
        assertThat(limit.acquire(in(Duration.ofMillis(20)), 2)).isNull();
        // Who gives up waiting holds up nobody.
        assertThat(limit.acquire(in(Duration.ofMillis(20)), 1)).isNull();
        take(limit, 2);
    }
}
