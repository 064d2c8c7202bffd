package dev.vlmstream.scoring.runs;

import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.schemas.Verdict;
import dev.vlmstream.scoring.index.ScoreIndexStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a run's verdicts lie, each under its model, rule and item once: the first one counts, as in the metrics. On disk, a
 * sorted list for each model and rule.
 */
final class VerdictIndex {
    /** Behind the parts of scores. */
    private static final int FIRST_PART = ScoreFilter.values().length;

    private final ScoreIndexStore store;
    private final int run;
    private final Map<String, Integer> rules = new HashMap<>();
    private final Map<String, OfModel> models = new HashMap<>();
    private final IncrementalCache<Look> looks = new IncrementalCache<>();

    /** What is known of one model's verdicts: by rule the list, and who gave the first. */
    private static final class OfModel {
        private final int number;
        private final Map<String, ScoreIndexStore.Name> lists = new LinkedHashMap<>();
        private final Map<String, String> judges = new HashMap<>();
        private long count;

        OfModel(int number) {
            this.number = number;
        }
    }

    /** What a look at all of a model's verdicts finds: agreements by rule, and how many of them count. */
    private record Look(Map<String, PairedCounts> agreements, long counting) {}

    /** What a verdict finds, as the mark of its entry. */
    private enum Finding {
        NEITHER,
        RIGHT,
        WRONG;

        private static final Finding[] ALL = values();

        static Finding of(Verdict verdict) {
            return verdict.getRight() == null ? NEITHER : verdict.getRight() ? RIGHT : WRONG;
        }

        static Finding of(ScoreIndexStore.Entry entry) {
            return ALL[entry.mark()];
        }

        byte mark() {
            return (byte) ordinal();
        }
    }

    VerdictIndex(ScoreIndexStore store, int run) {
        this.store = store;
        this.run = run;
    }

    synchronized void add(Verdict verdict, int partition, long offset) {
        OfModel of = models.computeIfAbsent(verdict.getModel(), model -> new OfModel(models.size()));
        ScoreIndexStore.Name list = of.lists.computeIfAbsent(verdict.getRule(), rule -> list(of, rule));
        ScoreIndexStore.Entry entry = new ScoreIndexStore.Entry(
                verdict.getItemId(), partition, offset, Finding.of(verdict).mark());
        store.putFirst(list, entry);
        of.count++;
        of.judges.putIfAbsent(verdict.getRule(), verdict.getJudge());
    }

    private ScoreIndexStore.Name list(OfModel of, String rule) {
        int number = rules.computeIfAbsent(rule, r -> rules.size());
        return new ScoreIndexStore.Name(run, of.number, FIRST_PART + number);
    }

    /** How many verdicts came on a model's answers, over all rules, repeated ones included. */
    synchronized long count(String model) {
        return models.containsKey(model) ? models.get(model).count : 0;
    }

    /** Those on one answer. */
    List<Position> of(String model, String item) {
        List<Position> positions = new ArrayList<>();
        lists(model).values().forEach(list -> {
            Optional<ScoreIndexStore.Entry> entry = store.get(list, item);
            entry.ifPresent(at -> positions.add(new Position(at.partition(), at.offset())));
        });
        return positions;
    }

    /**
     * What is known of a model's verdicts besides their counts.
     *
     * @param scores of the model that there are by now
     * @param complete whether there will be no more of either
     * @param judged the model's judged scores
     */
    VerdictFacts facts(String model, long scores, boolean complete, Supplier<EntryCursor> judged) {
        long verdicts = count(model);
        if (verdicts == 0) {
            return VerdictFacts.NONE;
        }
        Look all = looks.get(model, verdicts + scores, complete, () -> look(model, judged));
        return new VerdictFacts(judges(model), all.agreements(), all.counting());
    }

    private synchronized Map<String, String> judges(String model) {
        return Map.copyOf(models.get(model).judges);
    }

    private Look look(String model, Supplier<EntryCursor> judged) {
        Map<String, PairedCounts> beside = new HashMap<>();
        long counting = 0;
        for (Map.Entry<String, ScoreIndexStore.Name> rule : lists(model).entrySet()) {
            PairedCounts counts = besidePrimary(judged, rule.getValue());
            if (counts.n() > 0) {
                beside.put(rule.getKey(), counts);
            }
            counting += length(rule.getValue());
        }
        return new Look(beside, counting);
    }

    private long length(ScoreIndexStore.Name list) {
        long length = 0;
        try (EntryCursor verdicts = EntryCursor.of(store, list)) {
            while (verdicts.advance()) {
                length++;
            }
        }
        return length;
    }

    /** Answers by what the primary rule makes of them (first) and a judge's (second), where both decide. */
    private PairedCounts besidePrimary(Supplier<EntryCursor> judged, ScoreIndexStore.Name list) {
        PairedCounts[] counts = {PairedCounts.NONE};
        try (EntryCursor scores = judged.get();
                EntryCursor verdicts = EntryCursor.of(store, list)) {
            EntryCursor.join(scores, verdicts, () -> {
                Finding finding = Finding.of(verdicts.at());
                if (finding != Finding.NEITHER) {
                    counts[0] = counts[0].add(scores.isRight(), finding == Finding.RIGHT);
                }
            });
        }
        return counts[0];
    }

    /** A model's lists by rule, as they are now. */
    private synchronized Map<String, ScoreIndexStore.Name> lists(String model) {
        return models.containsKey(model) ? new LinkedHashMap<>(models.get(model).lists) : Map.of();
    }
}
