package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.MetricSnapshot;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The counts of a partition, and which of them changed since they were last published. */
public final class Tallies {
    private final int partition;
    private final Map<Key, RunningTally> tallies = new HashMap<>();
    private final Map<Key, RunningTally> changed = new LinkedHashMap<>();

    public Tallies(int partition) {
        this.partition = partition;
    }

    /** Counts an outcome; one that still waits does not count. */
    void add(String run, OutcomeProfile profile, ItemOutcome outcome, @Nullable String label) {
        if (outcome.stage() == Stage.WAITING) {
            return;
        }
        Key key = new Key(run, profile.model());
        RunningTally tally = tallies.computeIfAbsent(key, k -> new RunningTally(run, profile.model()));
        tally.add(profile, outcome, label);
        changed.put(key, tally);
    }

    /** Other counts that are published with a model's have changed. */
    public void changed(String run, String model) {
        Key key = new Key(run, model);
        RunningTally tally = tallies.get(key);
        // What has no counts yet is published with the first of them.
        if (tally != null) {
            changed.put(key, tally);
        }
    }

    public boolean hasChanges() {
        return !changed.isEmpty();
    }

    /** Publishes the counts that changed. */
    public void publishChanges(long now, Consumer<MetricSnapshot> to) {
        changed.values().forEach(tally -> to.accept(tally.snapshot(partition, now)));
        changed.clear();
    }

    /** Drops the counts of a run, and reports each model that had some. */
    void forget(String run, Consumer<String> models) {
        tallies.keySet().removeIf(key -> {
            boolean gone = key.run().equals(run);
            if (gone) {
                models.accept(key.model());
                changed.remove(key);
            }
            return gone;
        });
    }

    /** Whose counts. */
    record Key(String run, String model) {}
}
