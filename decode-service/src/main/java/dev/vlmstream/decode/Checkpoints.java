package dev.vlmstream.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Bundles that appear in a directory while the service runs. Each is served once, by its directory's name. One that is of no use
 * costs a line in the log, and is tried again as long as it is there: it may not be whole yet.
 */
final class Checkpoints {
    private static final Logger LOG = Logger.getLogger(Checkpoints.class);
    private static final String CONFIG = "config.json";
    private static final long EVERY_MS = 1_000;

    private final Consumer<Path> serve;
    private final Set<String> served = new HashSet<>();
    private final Map<Path, String> troubles = new HashMap<>();
    private volatile @Nullable Thread thread;

    /** @param serve given the bundle's directory; fails if it cannot be served */
    Checkpoints(Consumer<Path> serve) {
        this.serve = serve;
    }

    /** A bundle of that name is served already; another one in the directory is skipped. */
    void passOver(String name) {
        served.add(name);
    }

    /** Looks into the directory from now on, which need not be there yet. */
    void watch(Path directory) {
        Thread watching = new Thread(() -> lookAgainAndAgain(directory), "checkpoints");
        watching.setDaemon(true);
        thread = watching;
        watching.start();
    }

    /** Serves no more of them. */
    void stop() {
        Thread watching = thread;
        if (watching != null) {
            watching.interrupt();
        }
    }

    private void lookAgainAndAgain(Path directory) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look(directory);
                Thread.sleep(EVERY_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Serves those that are there and not served yet, in the order of their names. */
    void look(Path directory) {
        for (Path bundle : bundles(directory)) {
            String name = bundle.getFileName().toString();
            if (!served.contains(name)) {
                try {
                    serve.accept(bundle);
                    served.add(name);
                    troubles.remove(bundle);
                } catch (RuntimeException e) {
                    trouble(bundle, e);
                }
            }
        }
    }

    private List<Path> bundles(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .filter(entry -> Files.isRegularFile(entry.resolve(CONFIG)))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            trouble(directory, e);
            return List.of();
        }
    }

    /** Said once, as long as it is the same. */
    private void trouble(Path path, Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (!message.equals(troubles.put(path, message))) {
            LOG.warnf("%s is not served: %s; it is tried again until it is removed", path, message);
        }
    }
}
