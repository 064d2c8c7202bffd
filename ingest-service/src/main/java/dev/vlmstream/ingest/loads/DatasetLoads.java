package dev.vlmstream.ingest.loads;

import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.ingest.ItemIntake;
import dev.vlmstream.ingest.http.Deliveries;
import dev.vlmstream.ingest.http.ItemsChannel;
import dev.vlmstream.ingest.http.OpenRuns;
import dev.vlmstream.ingest.http.RunCount;
import dev.vlmstream.ingest.loads.LoadProgress.StoppedException;
import dev.vlmstream.schemas.DatasetLoad;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.http.Problem;
import dev.vlmstream.streaming.images.ImageSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Reads datasets from addresses, one after another, and continues with those that this replica or a silent one had begun. */
@ApplicationScoped
public class DatasetLoads {
    private static final Logger LOG = Logger.getLogger(DatasetLoads.class);
    private static final int LOOK_SECONDS = 5;
    private static final Duration CONFIRMED = Duration.ofSeconds(10);

    private final LoadTable book;
    private final OpenRuns runs;
    private final Deliveries deliveries;
    private final ItemsChannel channel;
    private final ImageSource images;
    private final StreamConfig config;
    private final AllowedSources sources;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "datasets"));
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "datasets-clock"));
    /** Those that wait here or are worked on. */
    private final Map<String, LoadProgress> at = new ConcurrentHashMap<>();

    DatasetLoads(
            LoadTable book,
            OpenRuns runs,
            Deliveries deliveries,
            ItemsChannel channel,
            ImageSource images,
            StreamConfig config) {
        this.book = book;
        this.runs = runs;
        this.deliveries = deliveries;
        this.channel = channel;
        this.images = images;
        this.config = config;
        this.sources = new AllowedSources(config);
    }

    void start(@Observes StartupEvent event) {
        clock.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        clock.shutdownNow();
        at.values().forEach(LoadProgress::stop);
        worker.shutdownNow();
    }

    /** Keeps what waits from looking abandoned, and takes over what is. */
    private void look() {
        try {
            at.values().forEach(this::beat);
            for (DatasetLoad load : book.abandoned()) {
                String key = key(load);
                if (!at.containsKey(key) && at.size() < config.datasets().waiting()) {
                    LOG.infof("continues with dataset %s of run %s", load.getLoad(), load.getRun());
                    begin(load);
                }
            }
        } catch (RuntimeException e) {
            LOG.warnf("datasets that were begun could not be looked for: %s", e);
        }
    }

    private void beat(LoadProgress progress) {
        try {
            progress.beat();
        } catch (StoppedException e) {
            progress.stop();
        }
    }

    private static String key(DatasetLoad load) {
        return Keys.runItem(load.getRun(), load.getLoad());
    }

    /**
     * Begins to read a dataset into a run, unless that is done or under way.
     *
     * @throws WebApplicationException if it may not be fetched, or too many wait
     */
    DatasetLoad ask(RunManifest manifest, LoadRequest request) {
        try {
            sources.require(request.dataset());
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(e.getMessage());
        }
        String id = request.id();
        var known = book.find(manifest.getRun(), id);
        if (known.isPresent()
                && (LoadState.of(known.get()) == LoadState.DONE
                        || !LoadState.of(known.get()).isFinal())) {
            return known.get();
        }
        if (at.size() >= config.datasets().waiting()) {
            throw Problem.tooMany("as many datasets wait as may (vlmstream.datasets.waiting is "
                    + config.datasets().waiting() + ")");
        }
        return begin(DatasetLoad.newBuilder()
                .setRun(manifest.getRun())
                .setLoad(id)
                .setAddress(request.dataset())
                .setSplit(request.split())
                .setLimit(request.limit())
                .setSkipBad(request.skipBad())
                .setColumns(request.columns())
                .setCloses(request.close())
                .setState(LoadState.WAITING.id())
                .setReplica("")
                .setRequestedAt(System.currentTimeMillis())
                .setHeardAt(0)
                .build());
    }

    private DatasetLoad begin(DatasetLoad load) {
        DatasetLoad ours = book.ours(load);
        // What was written comes back by the topic, where another may have been quicker to take it over.
        book.find(ours.getRun(), ours.getLoad());
        LoadProgress progress = new LoadProgress(book, ours);
        if (at.putIfAbsent(key(ours), progress) == null) {
            worker.execute(() -> work(progress));
        }
        return ours;
    }

    /** Cancels it, wherever it is worked on. */
    void cancel(DatasetLoad load) throws InterruptedException {
        LoadProgress here = at.get(key(load));
        if (here != null) {
            here.stop();
        }
        DatasetLoad cancelled = DatasetLoad.newBuilder(load)
                .setState(LoadState.CANCELLED.id())
                .setError(null)
                .build();
        // Whoever works on it may have written once more before he saw that.
        for (int i = 0; i < 3; i++) {
            book.write(cancelled);
            Thread.sleep(200);
            var now = book.find(load.getRun(), load.getLoad());
            if (now.filter(seen -> LoadState.of(seen).isFinal()).isPresent()) {
                return;
            }
        }
    }

    private void work(LoadProgress progress) {
        DatasetLoad load = progress.load();
        Path folder = config.datasets()
                .directory()
                .orElse(config.stateDir().resolve("datasets"))
                .resolve(load.getRun())
                .resolve(load.getLoad());
        try {
            progress.requireOurs();
            RunManifest manifest = runs.requireOpen(load.getRun());
            LoadWork work = new LoadWork(progress, manifest, folder);
            RunCount items = work.run(sources, new ItemIntake(images, config), deliveries);
            requireFew(progress.load());
            if (load.getCloses()) {
                channel.send(load.getRun(), items.closingRecord(load.getRun()))
                        .await()
                        .atMost(CONFIRMED);
            }
            progress.end(LoadState.DONE, null);
            delete(folder);
        } catch (StoppedException e) {
            LOG.infof("dataset %s of run %s is no longer read here", load.getLoad(), load.getRun());
            deleteIfCancelled(load, folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DatasetException | IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            failed(progress, folder, e);
        } finally {
            at.remove(key(load));
        }
    }

    private static void requireFew(DatasetLoad load) {
        if (load.getRefused() > load.getSkipBad()) {
            throw new IllegalStateException(load.getRefused() + " of " + load.getItems()
                    + " items were refused, and the run stays open for them: fix them and ask again, or leave up to N out"
                    + " with \"skip_bad\": N");
        }
    }

    private static void failed(LoadProgress progress, Path folder, Throwable e) {
        DatasetLoad load = progress.load();
        // Where files lie in between is nobody's business.
        String why = (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                .replaceAll(Pattern.quote(folder.toString()) + "/?(?:(?:http/[0-9a-f]{16}|s3|hf)/?)?", "");
        LOG.warnf("dataset %s of run %s failed: %s", load.getLoad(), load.getRun(), why);
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        try {
            progress.end(LoadState.FAILED, why);
        } catch (RuntimeException unwritten) {
            LOG.warnf("that was not written either, and will be tried again: %s", unwritten);
        }
    }

    private void deleteIfCancelled(DatasetLoad load, Path folder) {
        if (book.known(load.getRun(), load.getLoad())
                .filter(now -> LoadState.of(now) == LoadState.CANCELLED)
                .isPresent()) {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepest = all.sorted(Comparator.reverseOrder()).toList();
            for (Path one : deepest) {
                Files.delete(one);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warnf("%s could not be deleted: %s", folder, e);
        }
    }
}
