package dev.vlmstream.streaming.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jboss.logging.Logger;

/**
 * Sees whether a replica is put out of its place again and again. Once is what happens to a process whose successor has
 * come; again and again, two that run share a name, and neither gets anywhere.
 */
public final class FencingWatch {
    private static final Logger LOG = Logger.getLogger(FencingWatch.class);
    private static final int TOO_OFTEN = 3;
    private static final Duration WITHIN = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final Deque<Long> fenced = new ArrayDeque<>();
    private String member = "";

    public FencingWatch() {
        this(System::nanoTime);
    }

    FencingWatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a failure, if it is one of this kind.
     *
     * @param by the replica's name in its group
     */
    public synchronized void saw(String by, Throwable failure) {
        if (!isFencing(failure)) {
            return;
        }
        member = by;
        forgetOld();
        fenced.addLast(nanoTime.getAsLong());
        if (fenced.size() == TOO_OFTEN) {
            LOG.errorf("%s", advice());
        }
    }

    /** What is wrong and what fixes it; empty while nothing is. */
    public synchronized Optional<String> complaint() {
        forgetOld();
        return fenced.size() < TOO_OFTEN ? Optional.empty() : Optional.of(advice());
    }

    private String advice() {
        return "another running process is called " + member
                + ", too, and the two fence each other; give each replica its own vlmstream.instance, and each"
                + " installation on one cluster its own vlmstream.topics.prefix";
    }

    private void forgetOld() {
        long oldest = nanoTime.getAsLong() - WITHIN.toNanos();
        while (!fenced.isEmpty() && fenced.getFirst() - oldest < 0) {
            fenced.removeFirst();
        }
    }

    private static boolean isFencing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException
                    || cause instanceof FencedInstanceIdException
                    || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }
}
