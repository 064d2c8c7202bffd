package dev.vlmstream.evaluation.analyses;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts which class was predicted for which. Not safe for several threads. */
public final class ConfusionCounter {
    private static final String NONE = "";
    private final Map<String, Map<String, Long>> counts = new HashMap<>();
    private final Map<String, Long> shown = new HashMap<>();

    /** @param predicted null where the answer names none of the classes */
    public void add(String label, @Nullable String predicted) {
        counts.computeIfAbsent(label, l -> new HashMap<>()).merge(predicted == null ? NONE : predicted, 1L, Long::sum);
        shown.merge(label, 1L, Long::sum);
    }

    /** The pairs that occurred most often, right answers left out, at most this many. */
    public List<Confusion> top(int most) {
        List<Confusion> all = new ArrayList<>();
        counts.keySet().forEach(label -> all.addAll(wrong(label)));
        all.sort(Confusion.OFTEN_FIRST);
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    /** What was predicted for one class, the right answer included, most often first. */
    public List<Confusion> of(String label) {
        List<Confusion> all = new ArrayList<>();
        counts.getOrDefault(label, Map.of())
                .forEach((predicted, count) -> all.add(
                        new Confusion(label, predicted.equals(NONE) ? null : predicted, count, shown.get(label))));
        all.sort(Confusion.OFTEN_FIRST);
        return all;
    }

    private List<Confusion> wrong(String label) {
        return of(label).stream()
                .filter(confusion -> !label.equals(confusion.predicted()))
                .toList();
    }
}
