package dev.vlmstream.inference.bundle;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.ModelBundle;
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

/** Looks for bundles in a directory of directories. */
public final class BundleFinder {

    /** models/NAME and models/GROUP/NAME. */
    private static final int DEPTH = 2;

    private BundleFinder() {}

    public static List<ModelBundle> find(Path modelsDirectory) {
        List<ModelBundle> found = new ArrayList<>();
        for (Path directory : candidates(modelsDirectory)) {
            usable(directory).ifPresent(found::add);
        }
        found.sort(Comparator.comparing(ModelBundle::name));
        return List.copyOf(found);
    }

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
        return ModelBundle.open(named.get(0));
    }

    private static Optional<ModelBundle> usable(Path directory) {
        try {
            return Optional.of(ModelBundle.open(directory));
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
