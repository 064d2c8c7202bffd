package dev.vlmstream.datasets;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

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
 */
public record Dataset(
        String name,
        Path source,
        List<DatasetItem> items,
        List<String> classes,
        boolean listed,
        OptionalInt window,
        List<String> notices) {
    public Dataset {
        items = List.copyOf(items);
        classes = List.copyOf(classes);
        notices = List.copyOf(notices);
    }
}
