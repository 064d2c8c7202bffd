package dev.vlmstream.scoring.ledger;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What the topology's threads have done since the process started. */
public final class ScoringCounters {
    private final Map<Event, LongAdder> counts = new EnumMap<>(Event.class);
    private final AtomicLong waiting = new AtomicLong();
    private final Set<QuestionCounts> questions = ConcurrentHashMap.newKeySet();

    /** What is counted. */
    public enum Event {
        /** A score written, whatever its status. */
        SCORED,
        /** A prediction, reference, verdict or dead letter dropped because its like was there before. */
        DUPLICATE,
        /** A record that is not the event it should be. */
        UNDECODABLE,
        /** A record sent to the partition that its key belongs to. */
        REROUTED,
        /** A record set aside because it brought a thread or the process down again and again. */
        QUARANTINED,
        /** A record dropped because its run was deleted. */
        OF_DELETED_RUN,
        /** A failure dropped because its model is none of its run's. */
        OF_OTHER_MODEL
    }

    public ScoringCounters() {
        for (Event event : Event.values()) {
            counts.put(event, new LongAdder());
        }
    }

    public void count(Event event) {
        counts.get(event).increment();
    }

    public long total(Event event) {
        return counts.get(event).sum();
    }

    void waiting(long change) {
        waiting.addAndGet(change);
    }

    /** Predictions without a reference, in the partitions that this process has. */
    public long waitingNow() {
        return waiting.get();
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
}
