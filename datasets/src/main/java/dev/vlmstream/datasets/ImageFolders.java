package dev.vlmstream.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a folder of image folders, one a class: {@code folder/CLASS/image.jpg}, or {@code folder/SPLIT/CLASS/image.jpg}
 * where a split is asked for. Classes and files are taken in the order of their names.
 */
final class ImageFolders {
    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff");

    private final Path source;
    private final ReadOptions options;

    private ImageFolders(Path source, ReadOptions options) {
        this.source = source;
        this.options = options;
    }

    static Dataset read(Path folder, ReadOptions options) throws DatasetException {
        try {
            return new ImageFolders(folder, options).read();
        } catch (IOException e) {
            throw new DatasetException(folder, "cannot read the folder: " + Datasets.reason(e));
        }
    }

    private Dataset read() throws IOException, DatasetException {
        Path root = options.split() == null ? source : source.resolve(options.split());
        if (!Files.isDirectory(root)) {
            throw new DatasetException(source, "there is no folder for the split '" + options.split() + "'");
        }
        List<Path> folders = children(root, Files::isDirectory);
        FolderClasses classes = FolderClasses.of(source, folders, options);
        List<DatasetItem> items = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            addImages(items, folders.get(i), classes.label(i), classes.index(i));
        }
        if (items.isEmpty()) {
            throw new DatasetException(source, nothingFound(root));
        }
        int limit = options.limit() == null ? items.size() : Math.min(options.limit(), items.size());
        return new Dataset(Datasets.name(source), source, items.subList(0, limit), classes.distinct());
    }

    private void addImages(List<DatasetItem> items, Path folder, String label, @Nullable Integer index)
            throws IOException {
        for (Path image : children(folder, ImageFolders::isImage)) {
            String name = folder.getFileName() + "/" + image.getFileName();
            String id = ItemIds.of(name, null, label);
            Path file = image.toAbsolutePath().normalize();
            int place = items.size() + 1;
            items.add(new DatasetItem(
                    id,
                    file,
                    name,
                    null,
                    label,
                    index,
                    options.split(),
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    Map.of(),
                    place));
        }
    }

    private static List<Path> children(Path folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(wanted)
                    .filter(child -> !child.getFileName().toString().startsWith("."))
                    .sorted(Comparator.comparing(child -> child.getFileName().toString()))
                    .toList();
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
    }

    /** Most often someone points at a folder too high or too low. */
    private static String nothingFound(Path root) throws IOException {
        String wanted = "no images found; expected one folder a class, with images in it";
        if (!children(root, ImageFolders::isImage).isEmpty()) {
            return wanted + "; there are images without a class folder: point at the folder above";
        }
        List<Path> files = children(root, file -> file.toString().matches(".*\\.jsonl?"));
        if (!files.isEmpty()) {
            return wanted + "; there is " + files.get(0).getFileName() + ": point at that file";
        }
        for (Path folder : children(root, Files::isDirectory)) {
            if (!children(folder, Files::isDirectory).isEmpty()) {
                return wanted + "; folder '" + folder.getFileName() + "' holds folders: ask for the split '"
                        + folder.getFileName() + "' or point at it";
            }
        }
        return wanted;
    }
}
