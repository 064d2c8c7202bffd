package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.live.RunFeed;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
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
    private final Map<LiveConnection, Subscription> subscriptions = new ConcurrentHashMap<>();
    private @Nullable ScheduledFuture<?> ticking;

    @Inject
    Subscriptions(PayloadCache payloads, AnswerTails tails) {
        this.payloads = payloads;
        this.tails = tails;
    }

    /** Sends what changes in one run from now on: its numbers, or its answers as they come. */
    void subscribe(String run, RunFeed feed, LiveConnection connection) {
        add(
                connection,
                switch (feed) {
                    case METRICS -> new RunStream(run, payloads);
                    case ANSWERS -> new AnswersStream(run, payloads, tails);
                });
    }

    /** Sends what changes in any run from now on. */
    void subscribe(LiveConnection connection) {
        add(connection, new AllRunsStream(payloads));
    }

    /** Whether there are as many as may be. */
    boolean isFull() {
        return subscriptions.size() >= MOST;
    }

    /** The connection is closed. */
    synchronized void remove(LiveConnection connection) {
        subscriptions.remove(connection);
        if (subscriptions.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    int size() {
        return subscriptions.size();
    }

    private synchronized void add(LiveConnection connection, LiveStream stream) {
        if (clock.isShutdown()) {
            connection.end();
            return;
        }
        if (isFull()) {
            connection.drop(MOST + " listeners are here already");
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

    private void turn(LiveConnection connection, Subscription subscription) {
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
}
