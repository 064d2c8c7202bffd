package dev.vlmstream.scoring.http.live;

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

/**
 * Tells listeners of changes, each at most every 50 ms. Stories compare versions rather than being told, so the last
 * change is never missed, and who reads slowly is told less often, of the newest state: nothing is kept for anyone. The
 * clock ticks only while someone listens.
 */
@Singleton
class Listeners {
    static final int MOST = 1000;
    private static final Logger LOG = Logger.getLogger(Listeners.class);
    private static final long TICK_MILLIS = 50;

    private final Bulletins bulletins;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "scoring-events");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Sink, Listener> listeners = new ConcurrentHashMap<>();
    private ScheduledFuture<?> ticking;

    @Inject
    Listeners(Bulletins bulletins) {
        this.bulletins = bulletins;
    }

    /** Tells of one run from now on. */
    void listen(String run, Sink sink) {
        add(sink, new RunStory(run, bulletins));
    }

    /** Tells of all runs from now on. */
    void listen(Sink sink) {
        add(sink, new AllRunsStory(bulletins));
    }

    /** Whether there are as many as may be. */
    boolean isFull() {
        return listeners.size() >= MOST;
    }

    /** The connection is closed. */
    synchronized void remove(Sink sink) {
        listeners.remove(sink);
        if (listeners.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    int size() {
        return listeners.size();
    }

    private synchronized void add(Sink sink, Story story) {
        if (clock.isShutdown()) {
            sink.end();
            return;
        }
        if (isFull()) {
            sink.drop(MOST + " listeners are here already");
            return;
        }
        Listener listener = new Listener(story, sink, System.nanoTime());
        listeners.put(sink, listener);
        clock.execute(() -> turn(sink, listener));
        if (ticking == null) {
            ticking = clock.scheduleWithFixedDelay(
                    () -> listeners.forEach(this::turn), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void turn(Sink sink, Listener listener) {
        try {
            if (!listener.turn(System.nanoTime())) {
                remove(sink);
            }
        } catch (RuntimeException | Error e) {
            // Whatever it is, it must not end the clock, which is everyone's.
            LOG.warnf("events: %s", e.toString());
            remove(sink);
            listener.drop("internal error");
        }
    }

    void stop(@Observes ShutdownEvent event) {
        clock.execute(() -> listeners.values().forEach(Listener::end));
        clock.shutdown();
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
    }
}
