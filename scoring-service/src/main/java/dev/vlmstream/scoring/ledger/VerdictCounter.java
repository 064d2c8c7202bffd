package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.topics.Keys;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The judges' part of a partition's books: counts each (run, item, model, rule) once, in whatever order verdicts and scores
 * come. The first verdict wins; what comes later is a duplicate.
 */
public final class VerdictCounter {
    private final ItemStore store;
    private final ScoringCounters counters;
    private final Map<Tallies.Key, Map<String, VerdictTally>> tallies = new HashMap<>();

    public VerdictCounter(ItemStore store, ScoringCounters counters) {
        this.store = store;
        this.counters = counters;
    }

    /** Adds up the verdicts that are in the store. */
    public void recount() {
        store.forEachVerdict(this::count);
    }

    /** Counts a verdict, unless it was counted before. */
    public void add(Verdict verdict) {
        VerdictKey key = new VerdictKey(
                Keys.runItem(verdict.getRun(), verdict.getItemId()), verdict.getModel(), verdict.getRule());
        VerdictMark mark = VerdictMark.of(verdict);
        if (store.putVerdict(key, mark)) {
            count(key, mark);
        } else {
            counters.duplicate();
        }
    }

    private void count(VerdictKey key, VerdictMark mark) {
        tallies.computeIfAbsent(new Tallies.Key(key.run(), key.model()), k -> new TreeMap<>())
                .computeIfAbsent(key.rule(), rule -> new VerdictTally())
                .add(mark);
    }

    /** The snapshot with the judges' verdicts: their rules beside the others, and what was not given apart. */
    public MetricSnapshot completed(MetricSnapshot snapshot) {
        tallies.getOrDefault(new Tallies.Key(snapshot.getRun(), snapshot.getModel()), Map.of())
                .forEach((rule, tally) -> {
                    snapshot.getVerdicts().put(rule, tally.count());
                    snapshot.getRules().put(rule, new RuleCount(tally.given(), tally.right(), null));
                });
        return snapshot;
    }

    /** Drops what was counted of a run. */
    public void forget(String run) {
        tallies.keySet().removeIf(key -> key.run().equals(run));
    }
}
