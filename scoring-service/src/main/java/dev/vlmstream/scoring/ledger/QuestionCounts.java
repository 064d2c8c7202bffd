package dev.vlmstream.scoring.ledger;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Of one partition, how many questions each run has, and how many of them each model has answered. Read by other threads. */
public final class QuestionCounts {
    private final int partition;
    private final Map<String, OfRun> runs = new ConcurrentHashMap<>();

    private record OfRun(AtomicLong asked, Map<String, AtomicLong> answered) {
        OfRun() {
            this(new AtomicLong(), new ConcurrentHashMap<>());
        }
    }

    QuestionCounts(int partition) {
        this.partition = partition;
    }

    void asked(String run) {
        of(run).asked().incrementAndGet();
    }

    void answered(String run, String model) {
        of(run).answered().computeIfAbsent(model, unseen -> new AtomicLong()).incrementAndGet();
    }

    private OfRun of(String run) {
        return runs.computeIfAbsent(run, unseen -> new OfRun());
    }

    void forget(String run) {
        runs.remove(run);
    }

    public int partition() {
        return partition;
    }

    /** How many questions of a run have no outcome of a model yet. */
    public long waiting(String run, String model) {
        OfRun counts = runs.get(run);
        if (counts == null) {
            return 0;
        }
        AtomicLong answered = counts.answered().get(model);
        return counts.asked().get() - (answered == null ? 0 : answered.get());
    }
}
