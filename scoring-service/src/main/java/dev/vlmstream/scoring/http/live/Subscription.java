package dev.vlmstream.scoring.http.live;

import java.time.Duration;

/** One open connection and the stream that goes over it. Used by the one thread of {@link Subscriptions}. */
final class Subscription {
    /** A client that takes nothing for so long is dropped. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration HEARTBEAT_AFTER = Duration.ofSeconds(15);

    private final LiveStream stream;
    private final LiveConnection connection;
    private long readyAt;
    private long sentAt;

    Subscription(LiveStream stream, LiveConnection connection, long now) {
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
