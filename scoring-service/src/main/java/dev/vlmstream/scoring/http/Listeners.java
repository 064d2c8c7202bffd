package dev.vlmstream.scoring.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.scoring.view.RunMetrics;
import dev.vlmstream.scoring.view.RunView;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Tells listeners of changes, each at most every 250 ms. Listeners compare versions rather than being told, so the last
 * change is never missed; the clock ticks only while someone listens.
 */
@Singleton
class Listeners {
    private static final Logger LOG = Logger.getLogger(Listeners.class);
    private static final long TICK_MILLIS = 250;
    private static final long TICKS_PER_SIGN_OF_LIFE = 60;

    private final ObjectMapper json;
    private final Sse sse;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "scoring-events");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private ScheduledFuture<?> ticking;

    @Inject
    Listeners(ObjectMapper json, Sse sse) {
        this.json = json;
        this.sse = sse;
    }

    Multi<OutboundSseEvent> listen(RunView view) {
        return Multi.createFrom().emitter(emitter -> add(new Listener(view, emitter)));
    }

    void stop(@Observes ShutdownEvent event) {
        clock.execute(() -> listeners.forEach(listener -> listener.emitter.complete()));
        clock.shutdown();
    }

    @PreDestroy
    void close() {
        clock.shutdownNow();
    }

    private synchronized void add(Listener listener) {
        if (clock.isShutdown()) {
            listener.emitter.complete();
            return;
        }
        listeners.add(listener);
        listener.emitter.onTermination(() -> remove(listener));
        clock.execute(listener::tick);
        if (ticking == null) {
            ticking = clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void remove(Listener listener) {
        listeners.remove(listener);
        if (listeners.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    private void tick() {
        listeners.forEach(Listener::tick);
    }

    /** One open connection; used on the clock's thread alone. */
    private final class Listener {
        private final RunView view;
        private final MultiEmitter<? super OutboundSseEvent> emitter;
        private long told = -1;
        private long quietTicks;
        private boolean toldComplete;

        Listener(RunView view, MultiEmitter<? super OutboundSseEvent> emitter) {
            this.view = view;
            this.emitter = emitter;
        }

        void tick() {
            try {
                long version = view.version();
                if (version != told) {
                    told = version;
                    tell(RunMetrics.of(view));
                } else if (++quietTicks % TICKS_PER_SIGN_OF_LIFE == 0) {
                    // A proxy may close what is silent, and only writing finds out who is gone.
                    emitter.emit(sse.newEventBuilder().comment("").build());
                }
            } catch (JsonProcessingException | RuntimeException e) {
                LOG.warnf("events: %s", e.toString());
                emitter.fail(e);
            }
        }

        private void tell(RunMetrics metrics) throws JsonProcessingException {
            String data = json.writeValueAsString(metrics);
            emitter.emit(event("metrics", data));
            if (metrics.complete() && !toldComplete) {
                toldComplete = true;
                emitter.emit(event("complete", data));
            }
        }

        private OutboundSseEvent event(String name, String data) {
            return sse.newEventBuilder().name(name).data(String.class, data).build();
        }
    }
}
