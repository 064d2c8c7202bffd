package dev.vlmstream.scoring.http.live;

import dev.vlmstream.rest.Paths;
import dev.vlmstream.rest.live.RunFeed;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The same messages as Server-Sent Events, over WebSockets; what clients send is ignored. */
public final class LiveSockets {
    private LiveSockets() {}

    /** The open sockets. */
    @Singleton
    static class Sockets {
        private final Subscriptions subscriptions;
        private final Map<String, LiveConnection> connections = new ConcurrentHashMap<>();

        @Inject
        Sockets(Subscriptions subscriptions) {
            this.subscriptions = subscriptions;
        }

        void openRun(WebSocketConnection socket) {
            // Whether there is such a run, and such a feed, was checked before the upgrade.
            RunFeed feed = WebSocketUpgrade.feed(socket.handshakeRequest().query());
            subscriptions.subscribe(socket.pathParam("run"), feed, connection(socket));
        }

        void openAll(WebSocketConnection socket) {
            subscriptions.subscribe(connection(socket));
        }

        private LiveConnection connection(WebSocketConnection socket) {
            return connections.computeIfAbsent(socket.id(), id -> new SocketConnection(socket));
        }

        void close(WebSocketConnection socket) {
            LiveConnection connection = connections.remove(socket.id());
            if (connection != null) {
                subscriptions.remove(connection);
            }
        }
    }

    /** One run. */
    @WebSocket(path = Paths.RUN_LIVE)
    public static class OfRun {
        @Inject
        Sockets sockets;

        @OnOpen
        void open(WebSocketConnection socket) {
            sockets.openRun(socket);
        }

        @OnTextMessage
        void ignore(String message) {
            // Clients have nothing to say.
        }

        @OnClose
        void close(WebSocketConnection socket) {
            sockets.close(socket);
        }
    }

    /** All runs. */
    @WebSocket(path = Paths.LIVE)
    public static class OfAllRuns {
        @Inject
        Sockets sockets;

        @OnOpen
        void open(WebSocketConnection socket) {
            sockets.openAll(socket);
        }

        @OnTextMessage
        void ignore(String message) {
            // Clients have nothing to say.
        }

        @OnClose
        void close(WebSocketConnection socket) {
            sockets.close(socket);
        }
    }

    /** One socket. Messages are JSON: {@code {"event": …, "data": …}}. */
    private static final class SocketConnection implements LiveConnection {
        /** RFC 6455's code for who should come again later. */
        private static final int TRY_AGAIN_LATER = 1013;

        private final WebSocketConnection socket;
        private final AtomicInteger unwritten = new AtomicInteger();

        SocketConnection(WebSocketConnection socket) {
            this.socket = socket;
        }

        @Override
        public boolean isReady() {
            return unwritten.get() == 0;
        }

        @Override
        public void send(String event, String data) {
            unwritten.incrementAndGet();
            // One that fails stays unwritten; the connection is closing.
            socket.sendText("{\"event\":\"" + event + "\",\"data\":" + data + "}")
                    .subscribe()
                    .with(written -> unwritten.decrementAndGet(), failure -> {});
        }

        @Override
        public void heartbeat() {
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
            socket.close(reason).subscribe().with(closed -> {}, failure -> {});
        }
    }
}
