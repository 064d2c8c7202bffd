package dev.vlmstream.scoring.service;

import dev.vlmstream.scoring.index.StorageHealth;
import dev.vlmstream.scoring.readmodel.TopicFollower;
import dev.vlmstream.streaming.config.StreamConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Health of the topology and of the thread that follows the topics. */
public final class ScoringHealth {
    private ScoringHealth() {}

    /**
     * Down when the topology or the follower of the topics has ended, one of their threads has not come round for too long, or what is
     * kept on disk has been of no use for {@code vlmstream.storage-patience}.
     */
    @Liveness
    @ApplicationScoped
    static class Alive implements HealthCheck {
        private final ScoringService service;
        private final Duration maxAge;

        Alive(ScoringService service, StreamConfig config) {
            this.service = service;
            this.maxAge = config.maxBatchAge();
        }

        @Override
        public HealthCheckResponse call() {
            KafkaStreams streams = service.streams();
            Optional<StorageHealth.Trouble> storage = service.storage().trouble();
            boolean lasting = storage.filter(StorageHealth.Trouble::lasting).isPresent();
            if (streams == null) {
                return starting(storage, lasting);
            }
            double sincePoll = StreamsMeters.secondsSincePoll(streams);
            long sinceFollower = service.follower().sinceLastTurn().toSeconds();
            boolean stuck = sincePoll > maxAge.toSeconds() || sinceFollower > maxAge.toSeconds();
            return HealthCheckResponse.named("scoring")
                    .withData("topology", topology(streams))
                    .withData("feed", following(service.follower()))
                    .withData("seconds since a poll", String.valueOf(sincePoll))
                    .withData("seconds since the feed turned", sinceFollower)
                    .withData("storage", words(storage))
                    .status(!stuck
                            && !lasting
                            && isAlive(streams)
                            && service.follower().failure() == null)
                    .build();
        }

        private HealthCheckResponse starting(Optional<StorageHealth.Trouble> storage, boolean lasting) {
            Throwable failure = service.startFailure();
            HealthCheckResponseBuilder response =
                    HealthCheckResponse.named("scoring").withData("storage", words(storage));
            if (failure != null) {
                response.withData("start", "ended: " + failure);
            }
            return response.status(failure == null && !lasting).build();
        }

        private static String words(Optional<StorageHealth.Trouble> storage) {
            return storage.map(trouble -> "fails since " + trouble.since().toSeconds() + " s: " + trouble.why())
                    .orElse("in order");
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

        private static String following(TopicFollower follower) {
            return follower.failure() == null ? "running" : "ended: " + follower.failure();
        }
    }

    /** Up when the topology runs undisturbed and everything was read that was there at the start. */
    @Readiness
    @ApplicationScoped
    static class Ready implements HealthCheck {
        private final ScoringService service;

        Ready(ScoringService service) {
            this.service = service;
        }

        @Override
        public HealthCheckResponse call() {
            KafkaStreams streams = service.streams();
            TopicFollower follower = service.follower();
            Optional<String> complaint = service.fencing().complaint();
            HealthCheckResponseBuilder response = HealthCheckResponse.named("scoring")
                    .withData(
                            "topology",
                            streams == null ? "NOT STARTED" : streams.state().name())
                    .withData("caught up", follower.isCaughtUp());
            complaint.ifPresent(text -> response.withData("instance", text));
            boolean running = streams != null && streams.state() == KafkaStreams.State.RUNNING;
            if (complaint.isEmpty() && !(running && follower.isCaughtUp())) {
                response.withData("why", running ? "reads what the topics hold" : notRunning(streams));
            }
            return response.status(running && follower.isCaughtUp() && complaint.isEmpty())
                    .build();
        }

        private String notRunning(@Nullable KafkaStreams streams) {
            String trouble = service.startTrouble();
            return streams != null || trouble.isEmpty() ? "takes over its partitions" : "cannot start yet: " + trouble;
        }
    }
}
