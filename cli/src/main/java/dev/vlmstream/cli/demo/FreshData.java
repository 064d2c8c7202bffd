package dev.vlmstream.cli.demo;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.local.DataLayout;
import dev.vlmstream.local.DataLock;
import dev.vlmstream.local.Leftovers;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.local.StackState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A data directory without a stack. Deletes only what a stack left in it, never anything else. */
public final class FreshData {
    /** The report that a demo leaves. */
    public static final String REPORT = "report.html";

    /** Datasets that push has fetched, what was measured of models, and where the last stack listened, as the next one will. */
    private static final Set<String> KEPT = Set.of("datasets", StackConfig.DTYPES, StackState.FILE);

    private static final Set<String> DELETED = Stream.concat(
                    DataLayout.PARTS.stream(), Stream.of(REPORT, RemedyAct.DIRECTORY))
            .filter(part -> !KEPT.contains(part))
            .collect(Collectors.toUnmodifiableSet());

    private FreshData() {}

    /**
     * @param events told if a stack that was killed there has still to end
     * @throws CommandFailure if a stack runs there, or the directory holds what is not a stack's
     */
    public static void prepare(Path data, Consumer<String> events) throws IOException {
        Path directory = data.toAbsolutePath().normalize();
        DataLock.holder(directory).ifPresent(pid -> {
            throw new CommandFailure("a stack runs in " + data + " (pid " + pid
                    + "); stop it with Ctrl-C there, or choose another --data");
        });
        Leftovers.await(directory, events);
        if (!Files.isDirectory(data)) {
            return;
        }
        try (Stream<Path> entries = Files.list(data)) {
            for (Path entry : entries.toList()) {
                requireOwn(entry);
            }
        }
        for (String part : DELETED) {
            delete(data.resolve(part));
        }
    }

    private static void requireOwn(Path entry) {
        String name = entry.getFileName().toString();
        if (!DELETED.contains(name) && !KEPT.contains(name)) {
            throw new CommandFailure(entry + " was not left by a stack, and --data is emptied at the start;"
                    + " choose another directory");
        }
    }

    private static void delete(Path part) throws IOException {
        if (!Files.exists(part)) {
            return;
        }
        try (Stream<Path> below = Files.walk(part)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
