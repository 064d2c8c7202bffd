package dev.vlmstream.streaming.health;

import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up while the cluster answers, which is asked now and then for its brokers: of any service, whether it has loops or not. No part
 * of liveness, since a restart brings no broker back.
 */
@Readiness
@ApplicationScoped
public class KafkaHealth implements HealthCheck {
    private static final Duration INTERVAL = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final Silence silence = new Silence(System::nanoTime);
    private final Thread thread = new Thread(this::askOnAndOn, "kafka-health");
    private volatile String why;

    public KafkaHealth(KafkaSettings settings) {
        this.cluster = settings.cluster();
        this.why = "Kafka at " + cluster.bootstrap() + " does not answer";
        thread.setDaemon(true);
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("kafka");
        return silence.unusual()
                .map(silent -> response.withData(
                        cluster.bootstrap(), "has not answered for " + silent.toSeconds() + " s: " + why))
                .map(HealthCheckResponseBuilder::down)
                .orElseGet(response::up)
                .build();
    }

    /** What is wrong with the cluster, in a sentence that names its servers; empty while it answers. */
    public Optional<String> complaint() {
        return silence.unusual().map(silent -> why);
    }

    private void askOnAndOn() {
        try {
            while (true) {
                ask();
                Thread.sleep(INTERVAL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As long as there are answers; a name that cannot be resolved any more does not even make a client. */
    private void ask() throws InterruptedException {
        try (Admin admin = cluster.admin()) {
            while (true) {
                admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                silence.answered();
                Thread.sleep(INTERVAL.toMillis());
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            why = cluster.explain(e).getMessage();
        }
    }
}
