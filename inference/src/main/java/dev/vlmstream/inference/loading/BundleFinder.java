package dev.vlmstream.inference.loading;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.ModelFamily;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Opens bundles, and looks for them in a directory of directories. */
public final class BundleFinder {

    /** models/NAME and models/GROUP/NAME. */
    private static final int DEPTH = 2;

    private BundleFinder() {}

    /** @throws BundleException if the directory has no readable {@code config.json}, or its family is not supported */
    public static ModelBundle open(Path directory) {
        BundleDirectory files = BundleDirectory.open(directory);
        ModelFamily family = ModelFamilies.of(files);
        return new ModelBundle(files.path(), files.name(), family.kind(), family.tasks());
    }

    /**
     * The usable bundles in a directory, in directories below it and in those below them, by name; others are left out.
     *
     * @throws BundleException if there is no such directory
     */
    public static List<ModelBundle> find(Path modelsDirectory) {
        List<ModelBundle> found = new ArrayList<>();
        for (Path directory : candidates(modelsDirectory)) {
            usable(directory).ifPresent(found::add);
        }
        found.sort(Comparator.comparing(ModelBundle::name));
        return List.copyOf(found);
    }

    /**
     * The bundle of that name in a directory that {@link #find} searches.
     *
     * @throws BundleException if there is none (the message lists those there are), several, or it is not usable
     */
    public static ModelBundle named(Path modelsDirectory, String name) {
        List<Path> all = candidates(modelsDirectory);
        List<Path> named = all.stream()
                .filter(directory -> name.equals(directory.getFileName().toString()))
                .toList();
        if (named.isEmpty()) {
            throw new BundleException("no model bundle named \"" + name + "\" under " + modelsDirectory
                    + "; there are: "
                    + all.stream().map(d -> d.getFileName().toString()).sorted().collect(Collectors.joining(", ")));
        }
        if (named.size() > 1) {
            throw new BundleException("several model bundles are named \"" + name + "\": " + named + "; rename one");
        }
        return open(named.get(0));
    }

    private static Optional<ModelBundle> usable(Path directory) {
        try {
            return Optional.of(open(directory));
        } catch (BundleException e) {
            return Optional.empty();
        }
    }

    private static List<Path> candidates(Path modelsDirectory) {
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
