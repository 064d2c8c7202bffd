package dev.vlmstream.scoring.service;

import dev.vlmstream.streaming.health.FencingWatch;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jboss.logging.Logger;

/**
 * Replaces a thread that died, whatever of; when they die in a row, gives up, and liveness fails. More deaths in a row than one
 * record may cause.
 */
final class ThreadReplacement implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = Logger.getLogger(ThreadReplacement.class);
    private static final int TOO_MANY = 10;
    private static final Duration WITHIN = Duration.ofMinutes(2);

    private final FencingWatch fencing;
    private final String member;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private String last = "";

    /** @param member this replica's name in its group */
    ThreadReplacement(FencingWatch fencing, String member) {
        this.fencing = fencing;
        this.member = member;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable cause) {
        fencing.saw(member, cause);
        long now = System.nanoTime();
        last = String.valueOf(cause);
        deaths.addLast(now);
        while (now - deaths.getFirst() > WITHIN.toNanos()) {
            deaths.removeFirst();
        }
        if (deaths.size() >= TOO_MANY) {
            LOG.errorf(cause, "scoring ends: %d threads died within %s", deaths.size(), WITHIN);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.errorf(cause, "a thread died and is replaced; it continues from the last commit");
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /** Of what the last thread died; empty if none has. */
    synchronized String last() {
        return last;
    }
}
