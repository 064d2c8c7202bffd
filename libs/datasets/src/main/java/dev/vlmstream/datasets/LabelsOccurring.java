package dev.vlmstream.datasets;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Class names taken from a dataset's own lines, all splits together, where no class list was given. */
final class LabelsOccurring {
    private final Map<String, Integer> indices = new TreeMap<>();

    /** Labels of questions are no classes. */
    void add(String label, Fields line) {
        indices.merge(label, line.json().path("label_idx").asInt(Integer.MAX_VALUE), Math::min);
    }

    /** By {@code label_idx}, then by name; labels without an index come last. */
    ClassList list() {
        return new ClassList(indices.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(Map.Entry::getKey)
                .toList());
    }
}
