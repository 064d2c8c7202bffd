package dev.vlmstream.scoring.view;

import dev.vlmstream.schemas.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where a run's verdicts lie, each under its model, item and rule once: the first one counts, as in the metrics. */
final class VerdictIndex {
    private final Map<String, Map<String, List<Entry>>> byModel = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();

    private record Entry(String rule, Position position) {}

    synchronized void add(Verdict verdict, int partition, long offset) {
        List<Entry> entries = byModel.computeIfAbsent(verdict.getModel().intern(), model -> new HashMap<>())
                .computeIfAbsent(verdict.getItemId(), item -> new ArrayList<>(2));
        String rule = verdict.getRule().intern();
        if (entries.stream().noneMatch(entry -> entry.rule().equals(rule))) {
            entries.add(new Entry(rule, new Position(partition, offset)));
            counts.merge(verdict.getModel(), 1L, Long::sum);
        }
    }

    /** How many verdicts there are on a model's answers, over all rules. */
    synchronized long count(String model) {
        return counts.getOrDefault(model, 0L);
    }

    /** Those on one answer. */
    synchronized List<Position> of(String model, String item) {
        return byModel.getOrDefault(model, Map.of()).getOrDefault(item, List.of()).stream()
                .map(Entry::position)
                .toList();
    }
}
