package dev.vlmstream.scoring.ledger;

import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.schemas.VerdictCount;
import dev.vlmstream.schemas.VerdictStatus;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.scoring.ledger.ItemStore.VerdictKey;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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

    /** Adds up the verdicts that are in the store; one that could not be read counts as failed. */
    public void recount() {
        store.forEachVerdict(this::count, key -> {
            store.putVerdict(key, VerdictMark.LOST);
            count(key, VerdictMark.LOST);
        });
    }

    /** Counts a verdict, unless it was counted before. */
    public void add(Verdict verdict) {
        VerdictKey key = new VerdictKey(
                Keys.runItem(verdict.getRun(), verdict.getItemId()), verdict.getModel(), verdict.getRule());
        VerdictMark mark = VerdictMark.of(verdict);
        if (store.putVerdict(key, mark)) {
            count(key, mark);
        } else {
            counters.count(Event.DUPLICATE);
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

    /** The verdicts on one model's answers under one rule. */
    private static final class VerdictTally {
        private final EnumMap<VerdictStatus, Long> statuses = new EnumMap<>(VerdictStatus.class);
        private long right;
        private @Nullable Long grades;
        private VerdictMark.Usage usage = VerdictMark.Usage.NONE;

        void add(VerdictMark mark) {
            statuses.merge(mark.status(), 1L, Long::sum);
            right += mark.right() ? 1 : 0;
            usage = usage.plus(mark.usage());
            if (mark.grade() != null) {
                grades = (grades == null ? 0 : grades) + mark.grade();
            }
        }

        long given() {
            return of(VerdictStatus.GIVEN);
        }

        long right() {
            return right;
        }

        VerdictCount count() {
            return new VerdictCount(
                    given(),
                    of(VerdictStatus.UNPARSED),
                    of(VerdictStatus.REFUSED),
                    of(VerdictStatus.FAILED),
                    grades,
                    usage.promptTokens(),
                    usage.outputTokens(),
                    usage.microCost() / 1e6);
        }

        private long of(VerdictStatus status) {
            return statuses.getOrDefault(status, 0L);
        }
    }
}
