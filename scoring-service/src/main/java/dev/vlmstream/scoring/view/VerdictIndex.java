package dev.vlmstream.scoring.view;

import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.schemas.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Where a run's verdicts lie, each under its model, item and rule once: the first one counts, as in the metrics. */
final class VerdictIndex {
    private final Map<String, Map<String, List<Entry>>> byModel = new HashMap<>();
    private final Map<String, Map<String, String>> judges = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final Kept<Map<String, PairedCounts>> agreements = new Kept<>();

    /** @param right null unless the verdict is given */
    private record Entry(String rule, Boolean right, Position position) {}

    synchronized void add(Verdict verdict, int partition, long offset) {
        List<Entry> entries = byModel.computeIfAbsent(verdict.getModel().intern(), model -> new HashMap<>())
                .computeIfAbsent(verdict.getItemId(), item -> new ArrayList<>(2));
        String rule = verdict.getRule().intern();
        if (entries.stream().noneMatch(entry -> entry.rule().equals(rule))) {
            entries.add(new Entry(rule, verdict.getRight(), new Position(partition, offset)));
            counts.merge(verdict.getModel(), 1L, Long::sum);
            judges.computeIfAbsent(verdict.getModel(), model -> new HashMap<>()).putIfAbsent(rule, verdict.getJudge());
        }
    }

    /** How many verdicts there are on a model's answers, over all rules. */
    synchronized long count(String model) {
        return counts.getOrDefault(model, 0L);
    }

    /** Those on one answer. */
    synchronized List<Position> of(String model, String item) {
        return entries(model, item).stream().map(Entry::position).toList();
    }

    /**
     * What is known of a model's verdicts besides their counts.
     *
     * @param scores of the model that there are by now
     * @param complete whether there will be no more of either
     * @param judged the model's judged scores
     */
    Judging judging(String model, long scores, boolean complete, Supplier<EntryCursor> judged) {
        long verdicts = count(model);
        return verdicts == 0
                ? Judging.NONE
                : new Judging(
                        judges(model),
                        agreements.get(model, verdicts + scores, complete, () -> besidePrimary(model, judged.get())));
    }

    private synchronized Map<String, String> judges(String model) {
        return Map.copyOf(judges.get(model));
    }

    /** Answers by what the primary rule makes of them (first) and each judge's rule (second), where both say it. */
    private Map<String, PairedCounts> besidePrimary(String model, EntryCursor judged) {
        Map<String, PairedCounts> beside = new HashMap<>();
        try (judged) {
            while (judged.advance()) {
                boolean right = judged.isRight();
                given(model, judged.entry().item())
                        .forEach((rule, said) ->
                                beside.merge(rule, PairedCounts.NONE.add(right, said), PairedCounts::merge));
            }
        }
        return beside;
    }

    private synchronized Map<String, Boolean> given(String model, String item) {
        Map<String, Boolean> given = new HashMap<>();
        entries(model, item).stream()
                .filter(entry -> entry.right() != null)
                .forEach(entry -> given.put(entry.rule(), entry.right()));
        return given;
    }

    private List<Entry> entries(String model, String item) {
        return byModel.getOrDefault(model, Map.of()).getOrDefault(item, List.of());
    }
}
