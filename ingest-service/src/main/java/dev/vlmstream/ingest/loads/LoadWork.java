package dev.vlmstream.ingest.loads;

import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ItemIds;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.PushedItem;
import dev.vlmstream.datasets.ReadOptions;
import dev.vlmstream.datasets.formats.Datasets;
import dev.vlmstream.datasets.image.ImageData;
import dev.vlmstream.datasets.sources.DatasetAddress;
import dev.vlmstream.datasets.sources.DatasetFetch;
import dev.vlmstream.datasets.sources.DatasetFetch.Fetched;
import dev.vlmstream.datasets.store.StoreException;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.sampling.StudyDraw;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskData;
import dev.vlmstream.ingest.ItemIntake;
import dev.vlmstream.ingest.http.Deliveries;
import dev.vlmstream.ingest.http.RunCount;
import dev.vlmstream.ingest.http.Summary;
import dev.vlmstream.ingest.loads.LoadProgress.StoppedException;
import dev.vlmstream.items.ItemRecords;
import dev.vlmstream.items.RunDataset;
import dev.vlmstream.schemas.DatasetLoad;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.ManifestFields;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One dataset, from its address to the topic items: fetched, read, drawn in the study's order and with its choices as push does
 * it, and checked as what comes over HTTP. What was sent before an interruption is sent again, and counts once.
 */
final class LoadWork {
    /** Below the number of refused lines that are told, so that it is known of each. */
    private static final int MOST_ITEMS = 64;

    private static final long MOST_BYTES = 8L << 20;
    private static final int MOST_TOLD = 20;
    private static final long AGAIN_MILLIS = 5_000;

    private final LoadProgress progress;
    private final RunManifest manifest;
    private final Path folder;
    private final List<String> accepted = new ArrayList<>();

    /** @param folder for what is fetched */
    LoadWork(LoadProgress progress, RunManifest manifest, Path folder) {
        this.progress = progress;
        this.manifest = manifest;
        this.folder = folder;
    }

    /**
     * @return the items that were accepted
     * @throws StoppedException if it is not to continue
     * @throws DatasetException if it cannot be read
     * @throws IOException if it cannot be kept
     * @throws RuntimeException as {@link DatasetFetch#local}, and what items are refused for if more are than may be
     */
    RunCount run(AllowedSources sources, ItemIntake intake, Deliveries deliveries)
            throws DatasetException, IOException, InterruptedException {
        DatasetLoad load = progress.load();
        DatasetAddress address = sources.require(load.getAddress());
        progress.enter(LoadState.FETCHING);
        Fetched fetched;
        try (DatasetFetch fetch = sources.fetch(address, folder)) {
            fetched = fetch.local(address, Optional.ofNullable(load.getSplit()), progress::fetched);
        }
        progress.enter(LoadState.READING);
        TaskData data = ShippedTasks.data(manifest.getBenchmark());
        ReadOptions asked = new ReadOptions(load.getSplit(), null, classes(), load.getColumns(), load.getSkipBad())
                .withImagesBelow(folder);
        Dataset dataset = Datasets.read(fetched.path(), RunDataset.reading(fetched.path(), data, asked));
        dataset.notices().stream().limit(MOST_TOLD).forEach(progress::tell);
        RunSpec spec = RunSpec.ofFields(ManifestFields.of(manifest));
        List<StudyDraw.Drawn<DatasetItem>> items = RunDataset.draw(spec, dataset, load.getLimit());
        progress.read(items.size());
        push(RunDataset.inPushOrder(spec, dataset, items, null), intake, deliveries);
        return new RunCount(accepted.size(), ItemIds.digest(accepted));
    }

    /** The run's own class list, which names what datasets number. */
    private Path classes() throws IOException {
        if (manifest.getClasses().isEmpty()) {
            return null;
        }
        Path file = folder.resolve("classes.json");
        Files.createDirectories(folder);
        JsonRecords.MAPPER.writeValue(file.toFile(), manifest.getClasses());
        return file;
    }

    private void push(List<StudyDraw.Drawn<DatasetItem>> items, ItemIntake intake, Deliveries deliveries)
            throws IOException, InterruptedException {
        ItemRecords.OfRun records = new ItemRecords.OfRun(manifest);
        List<ItemIntake.Parsed> lot = new ArrayList<>();
        long bytes = 0;
        for (StudyDraw.Drawn<DatasetItem> drawn : items) {
            ImageData image = drawn.line().image();
            PushedItem item = records.pushed(drawn, image == null ? null : image.bytes());
            lot.add(new ItemIntake.Parsed(lot.size(), item));
            bytes += item.imageBytes() == null ? 0 : item.imageBytes().length;
            if (lot.size() >= MOST_ITEMS || bytes >= MOST_BYTES) {
                send(lot, intake, deliveries);
                lot.clear();
                bytes = 0;
            }
        }
        send(lot, intake, deliveries);
    }

    /** Where Kafka or the image store is away, later. */
    private void send(List<ItemIntake.Parsed> lot, ItemIntake intake, Deliveries deliveries)
            throws InterruptedException {
        while (!lot.isEmpty()) {
            progress.requireOurs();
            Summary summary = new Summary();
            try {
                Deliveries.Delivery delivery = deliveries.begin(summary);
                List<ItemIntake.Taken> sent = intake.check(lot, manifest, summary);
                for (ItemIntake.Taken taken : sent) {
                    delivery.send(taken);
                }
                delivery.awaitAll();
                SortedMap<Long, String> refused = summary.first();
                refused.forEach((line, error) -> progress.tell(name(lot, line) + ": " + error));
                sent.stream()
                        .filter(taken -> !refused.containsKey(taken.line()))
                        .forEach(taken -> accepted.add(taken.item().getItemId()));
                progress.pushed(summary.accepted(), summary.refused());
                return;
            } catch (StoreException | WebApplicationException e) {
                progress.waitsFor(e.getMessage());
                Thread.sleep(AGAIN_MILLIS);
            }
        }
    }

    private static String name(List<ItemIntake.Parsed> lot, long line) {
        PushedItem item = lot.get((int) line).item();
        return item.imageAddress() == null ? String.valueOf(item.id()) : item.imageAddress();
    }
}
