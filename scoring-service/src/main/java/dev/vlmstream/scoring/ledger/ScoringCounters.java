package dev.vlmstream.scoring.ledger;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the topology's threads have done since the process started. */
public final class ScoringCounters {
    private final LongAdder scored = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder undecodable = new LongAdder();
    private final LongAdder rerouted = new LongAdder();
    private final LongAdder quarantined = new LongAdder();
    private final LongAdder ofDeletedRuns = new LongAdder();
    private final LongAdder ofOtherModels = new LongAdder();
    private final AtomicLong waiting = new AtomicLong();
    private final Set<QuestionCounts> questions = ConcurrentHashMap.newKeySet();

    void scored() {
        scored.increment();
    }

    public void duplicate() {
        duplicates.increment();
    }

    public void undecodable() {
        undecodable.increment();
    }

    public void rerouted() {
        rerouted.increment();
    }

    public void quarantined() {
        quarantined.increment();
    }

    public void ofDeletedRun() {
        ofDeletedRuns.increment();
    }

    void ofOtherModel() {
        ofOtherModels.increment();
    }

    void waiting(long change) {
        waiting.addAndGet(change);
    }

    void opened(QuestionCounts partition) {
        questions.add(partition);
    }

    void closed(QuestionCounts partition) {
        questions.remove(partition);
    }

    /** Of each of the partitions that this process has. */
    public List<QuestionCounts> questions() {
        return List.copyOf(questions);
    }

    /** Scores written, whatever their status. */
    public long scoredTotal() {
        return scored.sum();
    }

    /** Predictions, references, verdicts and dead letters dropped because their like was there before. */
    public long duplicatesTotal() {
        return duplicates.sum();
    }

    /** Records that are not the event they should be. */
    public long undecodableTotal() {
        return undecodable.sum();
    }

    /** Records sent to the partition that their key belongs to. */
    public long reroutedTotal() {
        return rerouted.sum();
    }

    /** Records set aside because they brought a thread or the process down again and again. */
    public long quarantinedTotal() {
        return quarantined.sum();
    }

    /** Records dropped because their run was deleted. */
    public long ofDeletedRunsTotal() {
        return ofDeletedRuns.sum();
    }

    /** Failures dropped because their model is none of their run's. */
    public long ofOtherModelsTotal() {
        return ofOtherModels.sum();
    }

    /** Predictions without a reference, in the partitions that this process has. */
    public long waitingNow() {
        return waiting.get();
    }
}
