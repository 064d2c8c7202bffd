package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.LiveHeap;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.CountedAnswers;
import dev.vlmstream.benchmarks.workload.EmojiItems;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.ItemPusher;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.benchmarks.workload.StubModel;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs ten times larger each through the whole pipeline, with a model that answers at once and images that no two items share: how time,
 * bytes and memory grow. Each run has a stack of its own.
 */
public final class Growth {
    private static final int SMALLEST = 1_000;
    private static final int LARGEST = 1_000_000;
    private static final String RUN = "growth";
    private static final int AT_ONCE = 64;
    private static final double MEGABYTE = 1e6;
    private static final double SECOND = 1e9;

    private final Options options;

    private Growth(Options options) {
        this.options = options;
    }

    /**
     * What was measured of one run.
     *
     * @param values by what was measured, in the order of the table
     */
    record Run(int items, Map<String, Double> values) {}

    /** @throws IllegalStateException if not every item was answered and counted, once */
    public static BenchmarkReport measure(Options options) {
        int largest = options.items(LARGEST);
        Growth growth = new Growth(options);
        List<Run> runs = IntStream.iterate(SMALLEST, items -> items <= largest, items -> items * 10)
                .mapToObj(growth::run)
                .toList();
        return new BenchmarkReport(RUN, Map.of("runs", runs), List.of(), List.of(table(runs)));
    }

    private Run run(int items) {
        StackConfig config = FreshStacks.fresh(options, RUN);
        try (StubModel model = new StubModel(Duration.ZERO, AT_ONCE);
                LocalStack stack =
                        LocalStack.start(config.withModels(List.of(), List.of(model.bundle(config.data()))));
                ItemPusher pusher = new ItemPusher(stack.bootstrap())) {
            ProgressLog.say(String.format(Locale.ROOT, "%,d items", items));
            EmojiItems emoji = new EmojiItems(options.home());
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("pushed to counted, s", seconds(() -> {
                pusher.push(
                        emoji.manifest(RUN, List.of(StubModel.NAME), items).build(),
                        number -> emoji.distinctItem(RUN, number).build(),
                        Duration.ZERO);
                long counted = new CountedAnswers(stack.server(), RUN).await(items);
                if (counted != items) {
                    throw new IllegalStateException(counted + " of " + items + " answers were counted");
                }
            }));
            values.put("first view of the page, s", PageLoad.firstView(stack.server(), RUN, StubModel.NAME) / 1e3);
            values.put("`report`, s", seconds(() -> command(stack, "report", "html")));
            values.put("`export`, s", seconds(() -> command(stack, "export", "jsonl")));
            for (Topic topic : Topic.values()) {
                values.put("`" + topic.topicName() + "`, MB", megabytes(config.data(), topic));
            }
            values.put("image store, MB", megabytes(config.data().resolve("images"), ""));
            values.put("state of scoring, MB", megabytes(config.state("scoring"), ""));
            for (ServiceStatus service : stack.services()) {
                values.put(service.name() + ", live heap, MB", LiveHeap.of(service.pid()) / MEGABYTE);
                values.put(service.name() + ", resident, MB", service.residentBytes() / MEGABYTE);
            }
            return new Run(items, values);
        }
    }

    private static double seconds(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / SECOND;
    }

    /** As a user runs it. */
    private void command(LocalStack stack, String command, String ending) {
        Path data = options.stackData(RUN);
        Commands.run(List.of(
                "env",
                "VLMSTREAM_NO_BUILD=1",
                options.home().resolve("vlmstream").toString(),
                command,
                RUN,
                "--server=" + stack.server(),
                "--data=" + data,
                "--out=" + data.resolve(command + "." + ending)));
    }

    /** Of the topic's segments: a broker's index files have their full length from the start. */
    private static double megabytes(Path data, Topic topic) {
        try (Stream<Path> partitions = Files.list(data.resolve("broker"))) {
            return partitions
                    .filter(partition -> partition.getFileName().toString().matches(topic.topicName() + "-\\d+"))
                    .mapToDouble(partition -> megabytes(partition, ".log"))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + data, e);
        }
    }

    private static double megabytes(Path directory, String ending) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                            .map(Path::toFile)
                            .filter(file -> file.isFile())
                            .mapToLong(file -> file.length())
                            .sum()
                    / MEGABYTE;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
    }

    static String table(List<Run> runs) {
        StringBuilder table = new StringBuilder("| items |");
        runs.forEach(run -> table.append(String.format(Locale.ROOT, " %,d |", run.items())));
        table.append(" exponent | of the last step |\n|---|")
                .append("---|".repeat(runs.size() + 2))
                .append('\n');
        for (String what : runs.get(runs.size() - 1).values().keySet()) {
            double[] values =
                    runs.stream().mapToDouble(run -> run.values().get(what)).toArray();
            if (Arrays.stream(values).allMatch(value -> value > 0)) {
                table.append("| ").append(what).append(" |");
                Arrays.stream(values).forEach(value -> table.append(String.format(Locale.ROOT, " %.4g |", value)));
                table.append(String.format(Locale.ROOT, " %s | %s |%n", text(values), text(last(values))));
            }
        }
        return table.toString();
    }

    private static double[] last(double... values) {
        return Arrays.copyOfRange(values, Math.max(0, values.length - 2), values.length);
    }

    /** One run shows no growth. */
    private static String text(double... values) {
        return values.length < 2 ? "–" : String.format(Locale.ROOT, "%.2f", exponent(values));
    }

    /** The slope of log10(value) by log10(items), by least squares; items grow tenfold from one value to the next. */
    static double exponent(double... values) {
        double meanStep = (values.length - 1) / 2.0;
        double meanLog = Arrays.stream(values).map(Math::log10).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (int step = 0; step < values.length; step++) {
            above += (step - meanStep) * (Math.log10(values[step]) - meanLog);
            below += (step - meanStep) * (step - meanStep);
        }
        return above / below;
    }
}
