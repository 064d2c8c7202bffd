package dev.vlmstream.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Picks the lines of one split, and says what there is if the wish cannot be met. */
final class SplitChoice {
    private SplitChoice() {}

    static List<RawLine> lines(Path file, List<RawLine> lines, ReadOptions options) throws DatasetException {
        Set<String> splits = lines.stream()
                .map(RawLine::split)
                .filter(split -> split != null)
                .collect(Collectors.toCollection(TreeSet::new));
        check(file, splits, options.split());
        return lines.stream()
                .filter(line -> options.split() == null || options.split().equals(line.split()))
                .limit(options.limit() == null ? Long.MAX_VALUE : options.limit())
                .toList();
    }

    private static void check(Path file, Set<String> splits, @Nullable String wanted) throws DatasetException {
        if (wanted == null && splits.size() > 1) {
            throw new DatasetException(
                    file, "the dataset has the splits " + String.join(", ", splits) + "; say which one to read");
        }
        if (wanted != null && splits.isEmpty()) {
            throw new DatasetException(
                    file, "the dataset's lines name no split; read it without asking for '" + wanted + "'");
        }
        if (wanted != null && !splits.contains(wanted)) {
            throw new DatasetException(
                    file, "there is no split '" + wanted + "'; the dataset has " + String.join(", ", splits));
        }
    }
}
