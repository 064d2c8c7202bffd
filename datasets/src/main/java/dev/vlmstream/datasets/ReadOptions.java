package dev.vlmstream.datasets;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to read of a dataset.
 *
 * @param split the split to read; null reads everything, which is refused if there are several splits
 * @param limit at most so many items, the first ones; null for all
 * @param classesFile the class list, a JSON array or one name a line; null looks beside the dataset for {@code
 *     NAME_classes.json} and {@code FIRSTWORD_classes.json}, and failing that takes what the format knows, or the labels
 *     that occur
 * @param columns which column holds a field where names differ, such as label → fine_label; see {@link Columns}
 * @param skipBad so many rows that cannot be used are left out and told; one more, and the dataset is refused
 * @param within below which all images must lie that are files; null: anywhere. Of a dataset that somebody else wrote, so that it
 *     names no file of this machine.
 */
public record ReadOptions(
        @Nullable String split,
        @Nullable Integer limit,
        @Nullable Path classesFile,
        Map<String, String> columns,
        int skipBad,
        @Nullable Path within) {
    public static final ReadOptions ALL = new ReadOptions(null, null, null);

    public ReadOptions {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, got " + limit);
        }
        if (skipBad < 0) {
            throw new IllegalArgumentException("rows to skip must be at least 0, got " + skipBad);
        }
        columns = Map.copyOf(columns);
    }

    /** Images may lie anywhere. */
    public ReadOptions(
            @Nullable String split,
            @Nullable Integer limit,
            @Nullable Path classesFile,
            Map<String, String> columns,
            int skipBad) {
        this(split, limit, classesFile, columns, skipBad, null);
    }

    /** Under the usual names, without a bad row. */
    public ReadOptions(@Nullable String split, @Nullable Integer limit, @Nullable Path classesFile) {
        this(split, limit, classesFile, Map.of(), 0);
    }

    public static ReadOptions ofSplit(String split) {
        return new ReadOptions(split, null, null);
    }

    public ReadOptions withColumns(Map<String, String> map) {
        return new ReadOptions(split, limit, classesFile, map, skipBad, within);
    }

    public ReadOptions withSkipBad(int rows) {
        return new ReadOptions(split, limit, classesFile, columns, rows, within);
    }
}
