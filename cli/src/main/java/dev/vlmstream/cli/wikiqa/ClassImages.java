package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The images of classes, in the order of a dataset, called as a file in another place has to call them. */
final class ClassImages {
    private final Path above;

    /** @param out the dataset that names them; images are looked for from its folder, and from the one above */
    private ClassImages(Path out) {
        Path folder = out.toAbsolutePath().normalize().getParent();
        this.above = folder.getParent() == null ? folder : folder.getParent();
        this.folder = folder;
    }

    private final Path folder;

    /** @throws CommandFailure if the dataset cannot be read, or its images are no files of their own */
    static Map<String, List<String>> read(Path dataset, @Nullable String split, Path out) {
        ClassImages names = new ClassImages(out);
        Map<String, List<String>> images = new LinkedHashMap<>();
        for (DatasetItem item : items(dataset, split)) {
            if (item.label() != null && item.imageName() != null) {
                images.computeIfAbsent(item.label(), label -> new ArrayList<>()).add(names.name(item, dataset));
            }
        }
        return images;
    }

    private static List<DatasetItem> items(Path dataset, @Nullable String split) {
        try {
            Dataset read = Datasets.read(dataset, new ReadOptions(split, null, null));
            return read.items();
        } catch (DatasetException e) {
            boolean several = e.getMessage().contains("say which one to read");
            throw new CommandFailure(e.getMessage() + (several ? ": --split" : ""), e);
        }
    }

    private String name(DatasetItem item, Path dataset) {
        if (item.image() == null) {
            return item.imageName();
        }
        Path file = item.image()
                .file()
                .orElseThrow(() -> new CommandFailure(dataset + ": its images lie inside another file, where a line of"
                        + " the dataset cannot name them; give --images a folder of image folders, or JSON Lines"))
                .toAbsolutePath()
                .normalize();
        boolean near = file.startsWith(above);
        return (near ? folder.relativize(file) : file).toString().replace('\\', '/');
    }
}
