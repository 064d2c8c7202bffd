package dev.vlmstream.datasets;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What to read of a dataset.
 *
 * @param split the split to read; null reads everything, which is refused if there are several splits
 * @param limit at most so many items, the first ones; null for all
 * @param classesFile the class list, a JSON array or one name a line; null looks beside the dataset for {@code
 *     NAME_classes.json} and {@code FIRSTWORD_classes.json}, and failing that takes the labels that occur
 */
public record ReadOptions(
        @Nullable String split,
        @Nullable Integer limit,
        @Nullable Path classesFile) {
    public static final ReadOptions ALL = new ReadOptions(null, null, null);

    public ReadOptions {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, got " + limit);
        }
    }

    public static ReadOptions ofSplit(String split) {
        return new ReadOptions(split, null, null);
    }
}
