package dev.vlmstream.evaluation.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A class and what was predicted when it was shown.
 *
 * @param label the class that was shown
 * @param predicted the class that was predicted; null: none of the run's classes
 * @param count how often
 * @param shown how often the class was shown and answered
 */
public record Confusion(String label, @Nullable String predicted, long count, long shown) {
    /** The most frequent first, then by the names of the classes. */
    public static final Comparator<Confusion> OFTEN_FIRST = Comparator.comparingLong(Confusion::count)
            .reversed()
            .thenComparing(Confusion::label)
            .thenComparing(confusion -> confusion.predicted() == null ? "" : confusion.predicted());

    public Confusion {
        if (count < 1 || count > shown) {
            throw new IllegalArgumentException("count must be between 1 and shown = " + shown + ", is " + count);
        }
    }

    /** Counts which class was predicted for which. Not safe for several threads. */
    public static final class Counter {
        private static final String NONE = "";
        private final Map<String, Map<String, Long>> counts = new HashMap<>();
        private final Map<String, Long> shown = new HashMap<>();

        /** @param predicted null where the answer names none of the classes */
        public void add(String label, @Nullable String predicted) {
            counts.computeIfAbsent(label, l -> new HashMap<>())
                    .merge(predicted == null ? NONE : predicted, 1L, Long::sum);
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
}
