package dev.vlmstream.datasets;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Picks the lines of one split, and says what there is if the wish cannot be met. */
final class SplitChoice {
    private final @Nullable String wanted;
    private final Set<String> splits = new TreeSet<>();

    SplitChoice(@Nullable String wanted) {
        this.wanted = wanted;
    }

    boolean takes(@Nullable String split) {
        if (split != null) {
            splits.add(split);
        }
        return wanted == null || wanted.equals(split);
    }

    /** To be asked when all lines were seen. */
    void check(Path source) throws DatasetException {
        if (wanted == null && splits.size() > 1) {
            throw new DatasetException(
                    source, "the dataset has the splits " + String.join(", ", splits) + "; say which one to read");
        }
        if (wanted != null && splits.isEmpty()) {
            throw new DatasetException(
                    source, "the dataset's lines name no split; read it without asking for '" + wanted + "'");
        }
        if (wanted != null && !splits.contains(wanted)) {
            throw new DatasetException(
                    source, "there is no split '" + wanted + "'; the dataset has " + String.join(", ", splits));
        }
    }
}
