package dev.vlmstream.scoring.http.live;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import java.util.concurrent.atomic.AtomicInteger;

/** A WebSocket. Messages are JSON: {@code {"event": …, "data": …}}. */
final class SocketSink implements Sink {
    /** RFC 6455's code for who should come again later. */
    private static final int TRY_AGAIN_LATER = 1013;

    private final WebSocketConnection connection;
    private final AtomicInteger unwritten = new AtomicInteger();

    SocketSink(WebSocketConnection connection) {
        this.connection = connection;
    }

    @Override
    public boolean isReady() {
        return unwritten.get() == 0;
    }

    @Override
    public void tell(String event, String data) {
        unwritten.incrementAndGet();
        // One that fails stays unwritten; the connection is closing.
        connection
                .sendText("{\"event\":\"" + event + "\",\"data\":" + data + "}")
                .subscribe()
                .with(written -> unwritten.decrementAndGet(), failure -> {});
    }

    @Override
    public void signOfLife() {
        // The server pings all its sockets.
    }

    @Override
    public void end() {
        close(CloseReason.NORMAL);
    }

    @Override
    public void drop(String reason) {
        close(new CloseReason(TRY_AGAIN_LATER, reason));
    }

    private void close(CloseReason reason) {
        connection.close(reason).subscribe().with(closed -> {}, failure -> {});
    }
}
