package dev.vlmstream.datasets;

import java.nio.file.Path;
import java.util.List;

/**
 * A dataset that was read and checked: every image file exists, every label is among the classes.
 *
 * @param name the file's name without its ending, or the folder's name
 * @param source what was read
 * @param items in the order of the file
 * @param classes the class names in the order of their indices, each once; empty if unknown
 */
public record Dataset(String name, Path source, List<DatasetItem> items, List<String> classes) {
    public Dataset {
        items = List.copyOf(items);
        classes = List.copyOf(classes);
    }
}
