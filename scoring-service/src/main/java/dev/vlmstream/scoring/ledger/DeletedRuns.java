package dev.vlmstream.scoring.ledger;

import java.util.HashSet;
import java.util.Set;

/**
 * The runs that this partition was ordered to forget. What still comes of them, from models that were at work or from whoever
 * writes from outside, is dropped: it would bring the run's numbers back.
 */
public final class DeletedRuns {
    private final ItemStore store;
    private final Set<String> runs = new HashSet<>();

    public DeletedRuns(ItemStore store) {
        this.store = store;
        store.forEachDeleted(runs::add);
        runs.forEach(store::deleteItems);
    }

    public boolean contains(String run) {
        return runs.contains(run);
    }

    public void add(String run) {
        if (runs.add(run)) {
            store.putDeleted(run);
        }
    }
}
