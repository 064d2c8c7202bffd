package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.local.StackConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Local stacks with data of their own, empty at first. */
public final class FreshStacks {
    private FreshStacks() {}

    public static StackConfig fresh(Options options, String benchmark) {
        return watched(options, benchmark).withoutRestarts();
    }

    /** One whose processes are started again when they die. */
    public static StackConfig watched(Options options, String benchmark) {
        Path data = options.stackData(benchmark);
        delete(data);
        return StackConfig.of(options.home(), data);
    }

    /** With all that is in it. */
    public static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + directory, e);
        }
    }
}
