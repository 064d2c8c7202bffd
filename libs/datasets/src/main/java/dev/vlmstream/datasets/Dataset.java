package dev.vlmstream.datasets;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A dataset that was read and checked: every image file exists, every label is among the classes.
 *
 * @param name the file's name without its ending, or the folder's name
 * @param source what was read
 * @param items in the order of the file; images are not held, but read when asked for
 * @param classes the class names in the order of their indices, each once; empty if unknown
 * @param listed whether the classes are a list that was given, lies beside the dataset or in it; else they are the labels
 *     that occur
 * @param window how many images in a row may be shuffled at no cost, where reading them in any order would read much again;
 *     empty if any order will do
 * @param notices what was decided and might surprise, a line each: columns that were guessed, rows that were skipped
 * @param leftOut what lay there and is no item, whether it should have been one or not
 */
public record Dataset(
        String name,
        Path source,
        List<DatasetItem> items,
        List<String> classes,
        boolean listed,
        OptionalInt window,
        List<String> notices,
        List<LeftOut> leftOut) {
    public Dataset {
        items = List.copyOf(items);
        classes = List.copyOf(classes);
        notices = List.copyOf(notices);
        leftOut = List.copyOf(leftOut);
    }

    Dataset withNotices(List<String> lines) {
        return new Dataset(name, source, items, classes, listed, window, lines, leftOut);
    }

    /** How many files or rows should have been items and cannot be used. */
    public long unusable() {
        return LeftOut.lost(leftOut);
    }

    /** Class names that differ in capitals or blanks alone: two names of one class, most often. */
    public List<List<String>> twins() {
        Map<String, List<String>> alike = new TreeMap<>();
        classes.forEach(name -> alike.computeIfAbsent(name.strip().toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                .add(name));
        return alike.values().stream().filter(names -> names.size() > 1).toList();
    }

    /** Classes of the list of which there is no item. */
    public List<String> emptyClasses() {
        Set<String> taken = items.stream().map(DatasetItem::label).collect(Collectors.toSet());
        return classes.stream().filter(name -> !taken.contains(name)).toList();
    }
}
