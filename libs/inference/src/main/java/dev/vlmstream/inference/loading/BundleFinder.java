package dev.vlmstream.inference.loading;

import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.GraphFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Opens bundles, and looks for them in a directory of directories. */
public final class BundleFinder {

    /** models/NAME and models/GROUP/NAME. */
    private static final int DEPTH = 2;

    private BundleFinder() {}

    /** As {@link #open(Path, Collection)}, an overlay's base being beside it. */
    public static ModelBundle open(Path directory) {
        return open(directory, List.of());
    }

    /**
     * Opens one bundle.
     *
     * @param bases directories with bundles, or of bundles, among which an overlay's base is looked for, besides beside it
     * @throws BundleException if the directory has no readable {@code config.json}, its family is not supported, or it is an
     *     overlay whose base is not there
     */
    public static ModelBundle open(Path directory, Collection<Path> bases) {
        BundleDirectory files = BundleDirectory.open(directory, bases);
        ModelFamily family = ModelFamilies.of(files);
        return new ModelBundle(files, family.kind(), family.tasks(files), family.graphs(new GraphFiles(files).stems()));
    }

    /**
     * The usable bundles in a directory, in directories below it and in those below them, by name; others are left out.
     *
     * @throws BundleException if there is no such directory
     */
    public static List<ModelBundle> find(Path modelsDirectory) {
        return find(modelsDirectory, List.of());
    }

    /**
     * As {@link #find(Path)}.
     *
     * @param bases where overlays' bases may be, besides in that directory
     */
    public static List<ModelBundle> find(Path modelsDirectory, Collection<Path> bases) {
        List<Path> candidates = candidates(modelsDirectory);
        List<Path> all = Stream.concat(bases.stream(), candidates.stream()).toList();
        List<ModelBundle> found = new ArrayList<>();
        for (Path directory : candidates) {
            usable(directory, all).ifPresent(found::add);
        }
        found.sort(Comparator.comparing(ModelBundle::name));
        return List.copyOf(found);
    }

    private static Optional<ModelBundle> usable(Path directory, Collection<Path> bases) {
        try {
            return Optional.of(open(directory, bases));
        } catch (BundleException e) {
            return Optional.empty();
        }
    }

    /**
     * The directories with a bundle's configuration among that directory, those in it and those below them.
     *
     * @throws BundleException if there is no such directory
     */
    public static List<Path> candidates(Path modelsDirectory) {
        if (!Files.isDirectory(modelsDirectory)) {
            throw new BundleException("models directory " + modelsDirectory + " is not a directory; check the path");
        }
        Path from = modelsDirectory.toAbsolutePath().normalize();
        try (Stream<Path> walk = Files.walk(from, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(path -> Files.isRegularFile(path.resolve(BundleDirectory.CONFIG)))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new BundleException("cannot search " + modelsDirectory + ": " + e.getMessage(), e);
        }
    }
}
