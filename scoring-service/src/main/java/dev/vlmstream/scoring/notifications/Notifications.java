package dev.vlmstream.scoring.notifications;

import dev.vlmstream.scoring.readmodel.ReadModel;
import dev.vlmstream.scoring.readmodel.TopicFollower;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.kafka.ServiceTopics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;

/** Runs the notifier, and a loop for each webhook, on threads of their own: what fails there costs nothing else. */
@ApplicationScoped
public class Notifications {
    private static final Logger LOG = Logger.getLogger(Notifications.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration PARTING = Duration.ofSeconds(5);

    private final ServiceTopics topics;
    private final List<Loop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** @throws IllegalArgumentException if a setting is not as it should be, or names a secret that is not there */
    public Notifications(
            StreamConfig config,
            KafkaSettings kafka,
            ServiceTopics topics,
            ReadModel readModel,
            TopicFollower follower,
            MeterRegistry registry) {
        this.topics = topics;
        StreamConfig.Notifications settings = config.notifications();
        Map<String, String> environment = System.getenv();
        List<Threshold> thresholds = settings.thresholds().orElse(List.of()).stream()
                .map(Threshold::of)
                .toList();
        Optional<Signature> signature = settings.signingKey()
                .map(place -> Secret.read("vlmstream.notifications.signing-key", place, environment))
                .map(Signature::new);
        loops.add(new Notifier(
                readModel,
                follower::isCaughtUp,
                new NotificationRules(settings.failedShare(), thresholds),
                new Absences(readModel::lateModels, config.modelGrace()),
                kafka));
        for (Webhook webhook : webhooks(settings.webhooks().orElse(List.of()), environment)) {
            loops.add(new Delivery(webhook, new Post(webhook, signature), kafka, registry));
        }
    }

    private static List<Webhook> webhooks(List<String> entries, Map<String, String> environment) {
        List<Webhook> webhooks =
                entries.stream().map(entry -> Webhook.of(entry, environment)).toList();
        Set<String> names = new HashSet<>();
        webhooks.forEach(webhook -> {
            if (!names.add(webhook.name())) {
                throw new IllegalArgumentException(Webhook.SETTING + ": two are called " + webhook.name());
            }
        });
        return webhooks;
    }

    void start(@Observes StartupEvent event) {
        for (Loop loop : loops) {
            Thread thread = new Thread(() -> run(loop), loop.name());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            thread.join(PARTING.toMillis());
        }
    }

    private void run(Loop loop) {
        String lastError = "";
        while (!stopping) {
            try {
                topics.ensure();
                try (Consumer<byte[], byte[]> consumer = loop.open()) {
                    turn(loop, consumer);
                }
            } catch (InterruptException e) {
                LOG.debugf("%s is asked to end", loop.name());
                return;
            } catch (RuntimeException | Error e) {
                // Once while it stays the same: Kafka may be away for long.
                if (!stopping && !e.toString().equals(lastError)) {
                    lastError = e.toString();
                    LOG.warnf("%s: %s; trying again every second", loop.name(), lastError);
                }
                pause();
            }
        }
    }

    private void turn(Loop loop, Consumer<byte[], byte[]> consumer) {
        try {
            while (!stopping) {
                loop.turn(consumer);
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debugf("%s is asked to end", loop.name());
            // The consumer still has to leave its group, which an interrupted thread cannot.
            Thread.interrupted();
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_AFTER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Work over a consumer in a group of its own, done over and over on one thread. */
    interface Loop {
        /** Of its thread. */
        String name();

        /** A consumer that has subscribed; made again after a failure. */
        Consumer<byte[], byte[]> open();

        /** Polls once, and does what there is to do. */
        void turn(Consumer<byte[], byte[]> consumer) throws InterruptedException;
    }
}
