package dev.vlmstream.scoring.http.live;

import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The same messages as Server-Sent Events over WebSockets; what clients say is not listened to. */
public final class LiveSockets {
    private LiveSockets() {}

    /** The open sockets. */
    @Singleton
    static class Sockets {
        private final Listeners listeners;
        private final Map<String, Sink> sinks = new ConcurrentHashMap<>();

        @Inject
        Sockets(Listeners listeners) {
            this.listeners = listeners;
        }

        Sink open(WebSocketConnection connection) {
            return sinks.computeIfAbsent(connection.id(), id -> new SocketSink(connection));
        }

        void close(WebSocketConnection connection) {
            Sink sink = sinks.remove(connection.id());
            if (sink != null) {
                listeners.remove(sink);
            }
        }
    }

    /** One run. */
    @WebSocket(path = "/api/runs/{run}/live")
    public static class OfRun {
        @Inject
        Sockets sockets;

        @Inject
        Listeners listeners;

        @OnOpen
        void open(WebSocketConnection connection) {
            // Whether there is such a run was asked before the upgrade.
            listeners.listen(connection.pathParam("run"), sockets.open(connection));
        }

        @OnTextMessage
        void hear(String message) {
            // Nothing to be said.
        }

        @OnClose
        void close(WebSocketConnection connection) {
            sockets.close(connection);
        }
    }

    /** All runs. */
    @WebSocket(path = "/api/live")
    public static class OfAllRuns {
        @Inject
        Sockets sockets;

        @Inject
        Listeners listeners;

        @OnOpen
        void open(WebSocketConnection connection) {
            listeners.listen(sockets.open(connection));
        }

        @OnTextMessage
        void hear(String message) {
            // Nothing to be said.
        }

        @OnClose
        void close(WebSocketConnection connection) {
            sockets.close(connection);
        }
    }
}
