package dev.vlmstream.streaming.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.streaming.loop.EchoHandler;
import dev.vlmstream.streaming.loop.Installation;
import dev.vlmstream.testing.EmbeddedBroker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** With a broker of its own, which it stops. */
class KafkaHealthIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void readinessIsDownWhileTheBrokerIsGoneAndLivenessIsNot() {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Installation installation = new Installation(broker.bootstrap())) {
            goesAndComesBack(broker, installation);
        }
    }

    private static void goesAndComesBack(EmbeddedBroker broker, Installation installation) {
        Installation.Process process = installation.process("0");
        KafkaHealth ready = new KafkaHealth(process.settings());
        LoopHealth.Alive alive = new LoopHealth.Alive(process.monitors(), process.config());
        process.start("echo", new EchoHandler(batch -> {}));
        ready.start(new StartupEvent());
        try {
            installation.push(List.of("before"));
            await().atMost(PATIENCE).until(() -> installation.echoes().equals(List.of("before")));
            assertThat(status(ready)).isEqualTo(Status.UP);

            broker.stop();
            await().atMost(PATIENCE).until(() -> status(ready) == Status.DOWN);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ready.call().getData().orElseThrow())
                            .hasEntrySatisfying(
                                    broker.bootstrap(),
                                    text -> assertThat(text.toString())
                                            .startsWith("has not answered for ")
                                            .contains("Kafka at " + broker.bootstrap() + " cannot be reached")));
            assertThat(ready.complaint()).get().asString().contains(broker.bootstrap());
            assertThat(status(alive)).isEqualTo(Status.UP);

            broker.startAgain();
            await().atMost(PATIENCE).until(() -> status(ready) == Status.UP);
            assertThat(ready.complaint()).isEmpty();
            installation.push(List.of("after"));
            await().atMost(PATIENCE).until(() -> installation.echoes().size() == 2);
            assertThat(status(alive)).isEqualTo(Status.UP);
        } finally {
            ready.stop(new ShutdownEvent());
        }
    }

    private static Status status(HealthCheck check) {
        return check.call().getStatus();
    }
}
