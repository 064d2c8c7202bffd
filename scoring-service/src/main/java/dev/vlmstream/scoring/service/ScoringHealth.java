package dev.vlmstream.scoring.service;

import dev.vlmstream.scoring.readmodel.Feed;
import dev.vlmstream.streaming.StreamConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Health of the topology and of the feed. */
public final class ScoringHealth {
    private ScoringHealth() {}

    /** Down when the topology or the feed has ended, or one of their threads has not come round for too long. */
    @Liveness
    @ApplicationScoped
    static class Alive implements HealthCheck {
        private final ScoringService service;
        private final Duration maxAge;

        @Inject
        Alive(ScoringService service, StreamConfig config) {
            this.service = service;
            this.maxAge = config.maxBatchAge();
        }

        @Override
        public HealthCheckResponse call() {
            KafkaStreams streams = service.streams();
            if (streams == null) {
                return starting();
            }
            double sincePoll = StreamsMeters.secondsSincePoll(streams);
            long sinceFeed = service.feed().sinceLastTurn().toSeconds();
            boolean stuck = sincePoll > maxAge.toSeconds() || sinceFeed > maxAge.toSeconds();
            return HealthCheckResponse.named("scoring")
                    .withData("topology", topology(streams))
                    .withData("feed", feed(service.feed()))
                    .withData("seconds since a poll", String.valueOf(sincePoll))
                    .withData("seconds since the feed turned", sinceFeed)
                    .status(!stuck && isAlive(streams) && service.feed().failure() == null)
                    .build();
        }

        private HealthCheckResponse starting() {
            Throwable failure = service.startFailure();
            HealthCheckResponseBuilder response = HealthCheckResponse.named("scoring");
            return failure == null
                    ? response.up().build()
                    : response.down().withData("start", "ended: " + failure).build();
        }

        /** A topology that has given up is in one of these states; one whose threads have all ended may not be. */
        private static boolean isAlive(KafkaStreams streams) {
            return !streams.state().hasStartedOrFinishedShuttingDown()
                    && streams.metadataForLocalThreads().stream()
                            .anyMatch(thread -> !thread.threadState().equals("DEAD"));
        }

        private String topology(KafkaStreams streams) {
            String state = streams.state().name();
            return isAlive(streams) || service.lastDeath().isEmpty()
                    ? state
                    : state + ": its threads died, the last one of " + service.lastDeath();
        }

        private static String feed(Feed feed) {
            return feed.failure() == null ? "running" : "ended: " + feed.failure();
        }
    }

    /** Up when the topology runs undisturbed and everything was read that was there at the start. */
    @Readiness
    @ApplicationScoped
    static class Ready implements HealthCheck {
        private final ScoringService service;

        @Inject
        Ready(ScoringService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            KafkaStreams streams = service.streams();
            Feed feed = service.feed();
            Optional<String> complaint = service.fencing().complaint();
            HealthCheckResponseBuilder response = HealthCheckResponse.named("scoring")
                    .withData(
                            "topology",
                            streams == null ? "NOT STARTED" : streams.state().name())
                    .withData("caught up", feed.isCaughtUp());
            complaint.ifPresent(text -> response.withData("instance", text));
            boolean running = streams != null && streams.state() == KafkaStreams.State.RUNNING;
            return response.status(running && feed.isCaughtUp() && complaint.isEmpty())
                    .build();
        }
    }
}
