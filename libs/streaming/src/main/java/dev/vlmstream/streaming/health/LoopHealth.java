package dev.vlmstream.streaming.health;

import dev.vlmstream.streaming.config.StreamConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Health of the loops. A hung model is seen by the age of its batch: heartbeats continue without it. */
public final class LoopHealth {
    private LoopHealth() {}

    /** Down when a loop has ended by an error, or works on one batch for too long. */
    @Liveness
    @ApplicationScoped
    static class Alive implements HealthCheck {
        private final LoopMonitors monitors;
        private final Duration maxAge;

        Alive(LoopMonitors monitors, StreamConfig config) {
            this.monitors = monitors;
            this.maxAge = config.maxBatchAge();
        }

        @Override
        public HealthCheckResponse call() {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("loops");
            boolean up = true;
            for (LoopMonitor monitor : monitors.all()) {
                boolean stuck = monitor.oldestBatch().compareTo(maxAge) > 0;
                up &= !stuck && monitor.failure() == null;
                response.withData(monitor.name(), state(monitor, stuck));
            }
            return response.status(up).build();
        }

        private static String state(LoopMonitor monitor, boolean stuck) {
            if (monitor.failure() != null) {
                return "ended: " + monitor.failure();
            }
            long seconds = monitor.oldestBatch().toSeconds();
            return stuck ? "stuck in one batch for " + seconds + " s" : "running: " + monitor.describe();
        }
    }

    /** Up when every loop has reached Kafka, and none is put out by another of its name. */
    @Readiness
    @ApplicationScoped
    static class Ready implements HealthCheck {
        private final LoopMonitors monitors;

        Ready(LoopMonitors monitors) {
            this.monitors = monitors;
        }

        @Override
        public HealthCheckResponse call() {
            HealthCheckResponseBuilder response = HealthCheckResponse.named("loops-open");
            boolean open = true;
            boolean fenced = false;
            for (LoopMonitor monitor : monitors.all()) {
                Optional<String> complaint = monitor.fencing().complaint();
                complaint.ifPresent(text -> response.withData(monitor.name(), text));
                open &= monitor.isOpen();
                fenced |= complaint.isPresent();
            }
            if (!open && !fenced) {
                String trouble = monitors.all().stream()
                        .map(LoopMonitor::trouble)
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .map(text -> ": " + text)
                        .orElse("");
                response.withData("why", "has not reached Kafka yet" + trouble);
            }
            return response.status(open && !fenced).build();
        }
    }
}
