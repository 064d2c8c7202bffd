package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.live.RunFeed;
import dev.vlmstream.scoring.http.live.LiveStream.Connection;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends subscribers what changes, each at most every 50 ms. Streams compare versions rather than being notified, so the last
 * change is never missed, and a client that reads slowly gets fewer messages, of the newest state: nothing is queued for
 * anyone. The clock ticks only while someone has subscribed.
 */
@Singleton
class Subscriptions {
    static final int MOST = 1000;
    private static final Logger LOG = Logger.getLogger(Subscriptions.class);
    private static final long TICK_MILLIS = 50;

    private final PayloadCache payloads;
    private final AnswerTails tails;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "scoring-events");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Connection, Subscription> subscriptions = new ConcurrentHashMap<>();
    private @Nullable ScheduledFuture<?> ticking;

    Subscriptions(PayloadCache payloads, AnswerTails tails) {
        this.payloads = payloads;
        this.tails = tails;
    }

    /** Sends what changes in one run from now on: its numbers, or its answers as they come. */
    void subscribe(String run, RunFeed feed, Connection connection) {
        add(
                connection,
                switch (feed) {
                    case METRICS -> new OneRunStream.Metrics(run, payloads);
                    case ANSWERS -> new OneRunStream.Answers(run, payloads, tails);
                });
    }

    /** Sends what changes in any run from now on. */
    void subscribe(Connection connection) {
        add(connection, new AllRunsStream(payloads));
    }

    /** Whether there are as many as may be. */
    boolean isFull() {
        return subscriptions.size() >= MOST;
    }

    /** The connection is closed. */
    synchronized void remove(Connection connection) {
        subscriptions.remove(connection);
        if (subscriptions.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    int size() {
        return subscriptions.size();
    }

    private synchronized void add(Connection connection, LiveStream stream) {
        if (clock.isShutdown()) {
            connection.end();
            return;
        }
        if (isFull()) {
            connection.drop(MOST + " clients are connected already");
            return;
        }
        Subscription subscription = new Subscription(stream, connection, System.nanoTime());
        subscriptions.put(connection, subscription);
        clock.execute(() -> turn(connection, subscription));
        if (ticking == null) {
            ticking = clock.scheduleWithFixedDelay(
                    () -> subscriptions.forEach(this::turn), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void turn(Connection connection, Subscription subscription) {
        try {
            if (!subscription.turn(System.nanoTime())) {
                remove(connection);
            }
        } catch (RuntimeException | Error e) {
            // Whatever it is, it must not end the clock, which is everyone's.
            LOG.warnf("events: %s", e.toString());
            remove(connection);
            subscription.drop("internal error");
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.execute(() -> subscriptions.values().forEach(Subscription::end));
        clock.shutdown();
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
    }

    /** One open connection and the stream that goes over it. Used by the one thread of {@link Subscriptions}. */
    static final class Subscription {
        /** A client that takes nothing for so long is dropped. */
        static final Duration PATIENCE = Duration.ofSeconds(60);

        private static final Duration HEARTBEAT_AFTER = Duration.ofSeconds(15);

        private final LiveStream stream;
        private final Connection connection;
        private long readyAt;
        private long sentAt;

        Subscription(LiveStream stream, Connection connection, long now) {
            this.stream = stream;
            this.connection = connection;
            this.readyAt = now;
            this.sentAt = now;
        }

        /**
         * Sends what is new, if the client has taken what was sent before.
         *
         * @param now of {@link System#nanoTime}
         * @return false if the connection is to be forgotten
         */
        boolean turn(long now) {
            if (!connection.isReady()) {
                boolean stuck = now - readyAt > PATIENCE.toNanos();
                if (stuck) {
                    connection.drop("nothing was read for " + PATIENCE.toSeconds() + " s");
                }
                return !stuck;
            }
            readyAt = now;
            LiveStream.Sent sent = stream.publish(connection);
            if (sent != LiveStream.Sent.NOTHING) {
                sentAt = now;
            } else if (now - sentAt > HEARTBEAT_AFTER.toNanos()) {
                // A proxy may close what is silent, and only writing finds out who is gone.
                sentAt = now;
                connection.heartbeat();
            }
            if (sent == LiveStream.Sent.LAST) {
                connection.end();
            }
            return sent != LiveStream.Sent.LAST;
        }

        void end() {
            connection.end();
        }

        void drop(String reason) {
            connection.drop(reason);
        }
    }
}
