package dev.vlmstream.scoring.http.live;

import dev.vlmstream.scoring.http.live.LiveStream.Connection;
import dev.vlmstream.streaming.http.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.inject.Singleton;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.function.Consumer;

/** Opens streams of Server-Sent Events, as long as there may be more subscriptions. */
@Singleton
class EventStreams {
    private final Subscriptions subscriptions;
    private final Sse sse;

    EventStreams(Subscriptions subscriptions, Sse sse) {
        this.subscriptions = subscriptions;
        this.sse = sse;
    }

    /** @param subscribe decides what goes over the connection */
    Multi<OutboundSseEvent> open(Consumer<Connection> subscribe) {
        if (subscriptions.isFull()) {
            throw Problem.unavailable(Subscriptions.MOST + " clients are connected already; try again later");
        }
        return Multi.createFrom().emitter(emitter -> {
            EventConnection connection = new EventConnection(sse, emitter);
            emitter.onTermination(() -> subscriptions.remove(connection));
            subscribe.accept(connection);
        });
    }

    /** A client that reads Server-Sent Events. It requests the next event when the last one was written. */
    static final class EventConnection implements Connection {
        private final Sse sse;
        private final MultiEmitter<? super OutboundSseEvent> emitter;

        EventConnection(Sse sse, MultiEmitter<? super OutboundSseEvent> emitter) {
            this.sse = sse;
            this.emitter = emitter;
        }

        @Override
        public boolean isReady() {
            return emitter.requested() > 0;
        }

        @Override
        public void send(String event, String data) {
            emitter.emit(
                    sse.newEventBuilder().name(event).data(String.class, data).build());
        }

        @Override
        public void heartbeat() {
            emitter.emit(sse.newEventBuilder().comment("").build());
        }

        @Override
        public void end() {
            emitter.complete();
        }

        @Override
        public void drop(String reason) {
            emitter.fail(new IllegalStateException(reason));
        }
    }
}
