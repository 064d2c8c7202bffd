package dev.vlmstream.evaluation.rules;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names of a kind that a run brings for its labels: their synonyms, for example.
 *
 * @param byLabel the names of each label; a label without any may be absent
 */
public record LabelNames(Map<String, Set<String>> byLabel) {
    /**
     * The names of a class in a list of classes.
     *
     * @param kind what they are called together
     */
    public record Entry(String kind, String label, List<String> names) {
        public Entry {
            if (label == null || label.isBlank()) {
                throw new IllegalArgumentException("an entry of " + kind + " needs a label, got '" + label + "'");
            }
            names = List.copyOf(names);
            if (names.stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException(
                        "label '" + label + "' has a blank among its " + kind + ", which any text would include");
            }
        }
    }

    public LabelNames {
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        byLabel.forEach((label, names) -> copy.put(label, Collections.unmodifiableSet(new LinkedHashSet<>(names))));
        byLabel = Collections.unmodifiableMap(copy);
    }

    /** Of a list of classes; what several classes of one label have (ImageNet: missile, sunglasses) is put together. */
    public static LabelNames of(Collection<Entry> entries) {
        Map<String, Set<String>> byLabel = new LinkedHashMap<>();
        for (Entry entry : entries) {
            byLabel.computeIfAbsent(entry.label(), label -> new LinkedHashSet<>())
                    .addAll(entry.names());
        }
        return new LabelNames(byLabel);
    }
}
