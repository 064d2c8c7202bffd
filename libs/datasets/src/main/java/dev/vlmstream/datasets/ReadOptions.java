package dev.vlmstream.datasets;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to read of a dataset.
 *
 * @param split the split to read; null reads everything, which is refused if there are several splits
 * @param limit at most this many items, the first ones; null for all
 * @param classesFile the class list, a JSON array or one name a line; null looks beside the dataset for {@code
 *     NAME_classes.json} and {@code FIRSTWORD_classes.json}, and failing that takes what the format knows, or the labels
 *     that occur
 * @param columns which column holds a field where names differ, such as label → fine_label; see {@link Columns}
 * @param usual the same as {@code columns} of a benchmark whose files have these names; where a column is missing, the field
 *     is looked for as if nothing had been said
 * @param classNames the class list where no file is given; empty: none is known
 * @param skipBad this many rows that cannot be used are left out and told; one more, and the dataset is refused
 * @param within below which all images must lie that are files; null: anywhere. Of a dataset that somebody else wrote, so that it
 *     names no file of this machine.
 * @param join a file of JSON with more of each row, such as its answers, which is found by the row's id; null: there is none
 * @param require fields without which a row is no item, and is left out, such as {@code image}
 */
public record ReadOptions(
        @Nullable String split,
        @Nullable Integer limit,
        @Nullable Path classesFile,
        Map<String, String> columns,
        Map<String, String> usual,
        List<String> classNames,
        int skipBad,
        @Nullable Path within,
        @Nullable Path join,
        Set<String> require) {
    public static final ReadOptions ALL = new ReadOptions(null, null, null);

    public ReadOptions {
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, got " + limit);
        }
        if (skipBad < 0) {
            throw new IllegalArgumentException("rows to skip must be at least 0, got " + skipBad);
        }
        columns = Map.copyOf(columns);
        usual = Map.copyOf(usual);
        classNames = List.copyOf(classNames);
        require = Set.copyOf(require);
    }

    /** Images may lie anywhere. */
    public ReadOptions(
            @Nullable String split,
            @Nullable Integer limit,
            @Nullable Path classesFile,
            Map<String, String> columns,
            int skipBad) {
        this(split, limit, classesFile, columns, Map.of(), List.of(), skipBad, null, null, Set.of());
    }

    /** Under the usual names, without a bad row. */
    public ReadOptions(@Nullable String split, @Nullable Integer limit, @Nullable Path classesFile) {
        this(split, limit, classesFile, Map.of(), 0);
    }

    public static ReadOptions ofSplit(String split) {
        return new ReadOptions(split, null, null);
    }

    public ReadOptions withColumns(Map<String, String> map) {
        return new ReadOptions(split, limit, classesFile, map, usual, classNames, skipBad, within, join, require);
    }

    public ReadOptions withSkipBad(int rows) {
        return new ReadOptions(split, limit, classesFile, columns, usual, classNames, rows, within, join, require);
    }

    public ReadOptions withClassNames(List<String> classes) {
        return new ReadOptions(split, limit, classesFile, columns, usual, classes, skipBad, within, join, require);
    }

    /** As {@link #within}. */
    public ReadOptions withImagesBelow(@Nullable Path folder) {
        return new ReadOptions(split, limit, classesFile, columns, usual, classNames, skipBad, folder, join, require);
    }

    /** Of a benchmark whose files have columns of these names. */
    public ReadOptions withUsual(Map<String, String> names) {
        return new ReadOptions(split, limit, classesFile, columns, names, classNames, skipBad, within, join, require);
    }

    public ReadOptions withJoin(@Nullable Path file) {
        return new ReadOptions(split, limit, classesFile, columns, usual, classNames, skipBad, within, file, require);
    }

    /**
     * Of a file that is known by its name: what it calls its columns and in which other file the rest lies. What was given
     * before goes before.
     */
    public ReadOptions withFile(
            @Nullable String itsSplit, Map<String, String> names, @Nullable Path beside, Set<String> required) {
        Map<String, String> all = new HashMap<>(names);
        all.putAll(columns);
        return new ReadOptions(
                split == null ? itsSplit : split,
                limit,
                classesFile,
                all,
                usual,
                classNames,
                skipBad,
                within,
                join == null ? beside : join,
                required);
    }
}
