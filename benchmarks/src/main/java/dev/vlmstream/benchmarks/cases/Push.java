package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.Interleaved;
import dev.vlmstream.benchmarks.measure.Rates;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.report.Comparison;
import dev.vlmstream.benchmarks.report.Goal;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.PhotoArchives;
import dev.vlmstream.benchmarks.workload.Photos;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.inference.ImageBatch.EncodedImage;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.services.ServiceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code vlmstream push} of a WebDataset and of a Parquet file, the whole process, with images in the records, beside {@code
 * kafka-producer-perf-test} with as many records of the same mean size on the same broker; and a push that is killed in the
 * middle and done again.
 */
public final class Push {
    private static final int ROUNDS = 3;
    private static final int ITEMS = 100_000;
    private static final double MOST_MEGABYTES = 512;

    private Push() {}

    public static BenchmarkReport measure(Options options) {
        int items = options.items(ITEMS);
        StackConfig config = brokerAlone(FreshStacks.fresh(options, "push"));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("items", items);
        Path directory = options.stackData("push-datasets");
        try (LocalStack stack = LocalStack.start(config)) {
            Datasets datasets = Datasets.make(directory, Photos.read(options.photos(), Photos.LIMIT), items);
            try (PushedRuns runs = new PushedRuns(options.home(), stack.bootstrap(), datasets.classes(), items)) {
                int recordBytes = runs.meanRecordBytes(datasets.webDataset());
                settings.put("recordBytes", recordBytes);
                List<Rates> rates = Interleaved.measure(
                        List.of(
                                runs.side("push of a WebDataset", datasets.webDataset()),
                                runs.side("push of a Parquet file", datasets.parquet()),
                                runs.yardstick(recordBytes)),
                        options.rounds(ROUNDS),
                        "items/s",
                        ProgressLog::say);
                settings.put("peakMegabytes", runs.peakMegabytes());
                PushedRuns.Resumed resumed = runs.killedAndResumed(datasets.webDataset());
                settings.put("resumed", resumed);
                return new BenchmarkReport("push", settings, compare(rates), List.of(table(runs, resumed, items)));
            }
        } finally {
            FreshStacks.delete(directory);
            FreshStacks.delete(config.data());
        }
    }

    private static StackConfig brokerAlone(StackConfig config) {
        StackConfig alone = config;
        for (ServiceKind kind : ServiceKind.all()) {
            alone = alone.withInstances(kind, 0);
        }
        return alone;
    }

    private static List<Comparison> compare(List<Rates> rates) {
        return List.of(
                new Comparison("push, WebDataset", rates.get(0), rates.get(2), Goal.ratio(0.8)),
                new Comparison("push, Parquet", rates.get(1), rates.get(2), Goal.ratio(0.8)));
    }

    private static String table(PushedRuns runs, PushedRuns.Resumed resumed, int items) {
        List<String> rows = new ArrayList<>();
        rows.add("| what | seen | goal |");
        rows.add("|---|---|---|");
        rows.add(String.format(
                Locale.ROOT,
                "| push, most resident memory | %.0f MB | ≤ %.0f MB %s |",
                runs.peakMegabytes(),
                MOST_MEGABYTES,
                runs.peakMegabytes() <= MOST_MEGABYTES ? "✓" : "✗"));
        rows.add(String.format(
                Locale.ROOT,
                "| killed after %,d records, pushed again: different items | %,d | %,d %s |",
                resumed.before(),
                resumed.items(),
                items,
                resumed.items() == items ? "✓" : "✗"));
        return String.join("\n", rows) + "\n";
    }

    /** The same photos in two forms. */
    private record Datasets(Path webDataset, Path parquet, Path classes) {
        static Datasets make(Path directory, List<EncodedImage> photos, int items) {
            try {
                Files.createDirectories(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot make " + directory, e);
            }
            ProgressLog.say("writing two datasets of " + items + " photos");
            return new Datasets(
                    PhotoArchives.webDataset(directory.resolve("photos.tar"), photos, items),
                    PhotoArchives.parquet(directory.resolve("photos.parquet"), photos, items),
                    PhotoArchives.classes(directory.resolve("classes.txt")));
        }
    }
}
