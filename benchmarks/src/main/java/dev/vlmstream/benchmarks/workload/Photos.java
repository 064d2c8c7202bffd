package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.inference.ImageBatch.EncodedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Encoded images in memory, so that no side measures the disk. */
public final class Photos {
    /** As many as one directory gives at most; {@code python/worker.py} reads the same. */
    public static final int LIMIT = 500;

    private static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp");

    private Photos() {}

    /**
     * The first images of a directory, by name.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static List<EncodedImage> read(Path directory, int limit) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> paths = files.filter(Photos::isImage)
                    .sorted((a, b) ->
                            a.getFileName().toString().compareTo(b.getFileName().toString()))
                    .limit(limit)
                    .toList();
            if (paths.isEmpty()) {
                throw new IllegalArgumentException(
                        "no images in " + directory + "; looked for " + String.join(", ", EXTENSIONS));
            }
            List<EncodedImage> photos = new ArrayList<>(paths.size());
            for (Path path : paths) {
                photos.add(new EncodedImage(path.getFileName().toString(), Files.readAllBytes(path)));
            }
            return photos;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the photos in " + directory, e);
        }
    }

    private static boolean isImage(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.stream().anyMatch(name::endsWith);
    }
}
