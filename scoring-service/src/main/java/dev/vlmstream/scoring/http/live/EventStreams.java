package dev.vlmstream.scoring.http.live;

import dev.vlmstream.scoring.http.Problem;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.function.Consumer;

/** Opens streams of Server-Sent Events, as long as there may be more. */
@Singleton
class EventStreams {
    private final Listeners listeners;
    private final Sse sse;

    @Inject
    EventStreams(Listeners listeners, Sse sse) {
        this.listeners = listeners;
        this.sse = sse;
    }

    /** @param listen says what is told to the stream */
    Multi<OutboundSseEvent> open(Consumer<Sink> listen) {
        if (listeners.isFull()) {
            throw Problem.unavailable(Listeners.MOST + " listeners are here already; try again later");
        }
        return Multi.createFrom().emitter(emitter -> {
            EventSink sink = new EventSink(sse, emitter);
            emitter.onTermination(() -> listeners.remove(sink));
            listen.accept(sink);
        });
    }
}
