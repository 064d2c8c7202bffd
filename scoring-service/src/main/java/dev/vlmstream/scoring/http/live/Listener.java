package dev.vlmstream.scoring.http.live;

import java.time.Duration;

/** One open connection and what it is told. Used by the listeners' one thread. */
final class Listener {
    /** One that takes nothing for so long is dropped. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Story story;
    private final Sink sink;
    private long readyAt;
    private long toldAt;

    Listener(Story story, Sink sink, long now) {
        this.story = story;
        this.sink = sink;
        this.readyAt = now;
        this.toldAt = now;
    }

    /**
     * Tells what is new, if the connection has taken what it was told before.
     *
     * @param now of {@link System#nanoTime}
     * @return false if the connection is to be forgotten
     */
    boolean turn(long now) {
        if (!sink.isReady()) {
            boolean stuck = now - readyAt > PATIENCE.toNanos();
            if (stuck) {
                sink.drop("nothing was read for " + PATIENCE.toSeconds() + " s");
            }
            return !stuck;
        }
        readyAt = now;
        if (story.tell(sink)) {
            toldAt = now;
        } else if (now - toldAt > SILENCE.toNanos()) {
            // A proxy may close what is silent, and only writing finds out who is gone.
            toldAt = now;
            sink.signOfLife();
        }
        if (story.isOver()) {
            sink.end();
        }
        return !story.isOver();
    }

    void end() {
        sink.end();
    }

    void drop(String reason) {
        sink.drop(reason);
    }
}
