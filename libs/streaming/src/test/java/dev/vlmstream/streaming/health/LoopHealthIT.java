package dev.vlmstream.streaming.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.streaming.loop.EchoHandler;
import dev.vlmstream.streaming.loop.Installation;
import dev.vlmstream.streaming.loop.InstallationTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;

class LoopHealthIT extends InstallationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    @Test
    void livenessFailsWhileABatchIsOlderThanAllowed() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        Installation.Process process = installation.process("0", "max-batch-age", "1s");
        LoopHealth.Alive alive = new LoopHealth.Alive(process.monitors(), process.config());
        process.start("echo", new EchoHandler(batch -> awaitQuietly(release)));
        assertThat(alive.call().getStatus().name()).isEqualTo("UP");
        installation.push(List.of("0"));
        await().atMost(PATIENCE).until(() -> alive.call().getStatus().name().equals("DOWN"));
        assertThat(alive.call()
                        .getData()
                        .orElseThrow()
                        .get(installation.settings.names().group("echo"))
                        .toString())
                .startsWith("stuck in one batch for");
        release.countDown();
        await().atMost(PATIENCE).until(() -> alive.call().getStatus().name().equals("UP"));
        assertThat(alive.call()
                        .getData()
                        .orElseThrow()
                        .get(installation.settings.names().group("echo"))
                        .toString())
                .startsWith("running: ");
    }

    @Test
    void livenessFailsOnceALoopHasEndedByAnError() {
        Installation.Process process = installation.process("0");
        LoopHealth.Alive alive = new LoopHealth.Alive(process.monitors(), process.config());
        LoopHealth.Ready ready = new LoopHealth.Ready(process.monitors());
        process.start("echo", new EchoHandler(batch -> {
            throw new NoClassDefFoundError("for a test");
        }));
        await().atMost(PATIENCE).until(() -> ready.call().getStatus().name().equals("UP"));
        installation.push(List.of("0"));
        await().atMost(PATIENCE).until(() -> alive.call().getStatus().name().equals("DOWN"));
        assertThat(ready.call().getStatus().name()).isEqualTo("DOWN");
    }

    @Test
    void whatKeepsALoopFromKafkaIsWhyItIsNotReady() {
        LoopMonitors monitors = new LoopMonitors(installation.settings);
        LoopMonitor monitor = new LoopMonitor("echo", "items", new SimpleMeterRegistry());
        monitors.add(monitor, Thread.currentThread());
        LoopHealth.Ready ready = new LoopHealth.Ready(monitors);
        assertThat(why(ready)).contains("has not reached Kafka yet");

        monitor.beginsAgain(new TransactionalIdAuthorizationException("not for you"));
        assertThat(why(ready))
                .contains("has not reached Kafka yet: org.apache.kafka.common.errors"
                        + ".TransactionalIdAuthorizationException: not for you");

        monitor.opened();
        assertThat(why(ready)).isEmpty();
    }

    private static Optional<Object> why(LoopHealth.Ready ready) {
        return ready.call().getData().map(data -> data.get("why"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
