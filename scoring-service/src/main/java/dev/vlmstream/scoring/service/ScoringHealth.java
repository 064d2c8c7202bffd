package dev.vlmstream.scoring.service;

import dev.vlmstream.scoring.view.Feed;
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

    /** Down when the topology has given up, or one of its threads or the feed has not come round for too long. */
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
                return HealthCheckResponse.up("scoring");
            }
            double sincePoll = StreamsMeters.secondsSincePoll(streams);
            long sinceFeed = service.feed().sinceLastTurn().toSeconds();
            boolean stuck = sincePoll > maxAge.toSeconds() || sinceFeed > maxAge.toSeconds();
            return HealthCheckResponse.named("scoring")
                    .withData("topology", streams.state().name())
                    .withData("seconds since a poll", String.valueOf(sincePoll))
                    .withData("seconds since the feed turned", sinceFeed)
                    .status(!stuck && !streams.state().hasStartedOrFinishedShuttingDown())
                    .build();
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
