package dev.vlmstream.evaluation.metrics;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts under one rule by the items' true class.
 *
 * @param classes by class name; a class of which no item was judged is absent
 */
public record ClassTally(SortedMap<String, CorrectCount> classes) {
    public static final ClassTally NONE = new ClassTally(Map.of());

    public ClassTally(Map<String, CorrectCount> classes) {
        this(new TreeMap<>(classes));
    }

    public ClassTally {
        classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
    }

    /**
     * Mean per-class recall: each class weighs the same, however many items it has. Over the classes that have items;
     * undefined where none has.
     */
    public OptionalDouble meanRecall() {
        return classes.values().stream()
                .filter(count -> count.n() > 0)
                .mapToDouble(count -> count.accuracy().orElseThrow())
                .average();
    }
}
