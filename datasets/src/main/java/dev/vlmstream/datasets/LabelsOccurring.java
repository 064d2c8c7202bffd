package dev.vlmstream.datasets;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Class names taken from a dataset's own lines, all splits together, where no class list was given. */
final class LabelsOccurring {
    private LabelsOccurring() {}

    /** By {@code label_idx}, then by name; labels without an index come last. Labels of questions are no classes. */
    static ClassList in(List<RawLine> lines) {
        Map<String, Integer> indices = new TreeMap<>();
        for (RawLine line : lines) {
            if (!line.isQuestion() && line.fields().has("label")) {
                indices.merge(line.question().label(), index(line), Math::min);
            }
        }
        return new ClassList(indices.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(Map.Entry::getKey)
                .toList());
    }

    private static int index(RawLine line) {
        return line.fields().json().path("label_idx").asInt(Integer.MAX_VALUE);
    }
}
