package dev.vlmstream.scoring.http.live;

import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

/** A connection that reads Server-Sent Events. It asks for the next event when the last one was written. */
final class EventSink implements Sink {
    private final Sse sse;
    private final MultiEmitter<? super OutboundSseEvent> emitter;

    EventSink(Sse sse, MultiEmitter<? super OutboundSseEvent> emitter) {
        this.sse = sse;
        this.emitter = emitter;
    }

    @Override
    public boolean isReady() {
        return emitter.requested() > 0;
    }

    @Override
    public void tell(String event, String data) {
        emitter.emit(sse.newEventBuilder().name(event).data(String.class, data).build());
    }

    @Override
    public void signOfLife() {
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
