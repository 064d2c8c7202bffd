package dev.vlmstream.benchmarks.overload;

import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.CommittedReader;
import dev.vlmstream.benchmarks.workload.CountedAnswers;
import dev.vlmstream.benchmarks.workload.EmojiItems;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.ItemPusher;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.benchmarks.workload.StubModel;
import dev.vlmstream.benchmarks.workload.Waiting;
import dev.vlmstream.local.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Items pushed ten times faster than a decoder answers: its lag grows, its memory does not, and all is answered. */
public final class Overload {
    private static final int TIMES = 10;
    private static final Duration SETTLING = Duration.ofSeconds(30);
    private static final int MINUTES = 10;
    private static final int FIRST = 150;
    private static final int SAMPLES = 10;
    private static final int AT_ONCE = 4;
    private static final Duration SLOW = Duration.ofMillis(200);
    private static final double SECOND = 1e9;

    private final LocalStack stack;
    private final StubModel model;
    private final EmojiItems emoji;
    private final ItemPusher pusher;
    private final CommittedReader predictions;
    private final List<ServiceSample> samples = new ArrayList<>();

    private Overload(LocalStack stack, StubModel model, EmojiItems emoji) {
        this.stack = stack;
        this.model = model;
        this.emoji = emoji;
        this.pusher = new ItemPusher(stack.bootstrap());
        this.predictions = new CommittedReader(stack.bootstrap());
    }

    /** @throws IllegalStateException if memory grew, the lag was not told, or something was dropped */
    public static BenchmarkReport measure(Options options) {
        int minutes = options.campaign().minutes() > 0 ? options.campaign().minutes() : MINUTES;
        var config = FreshStacks.fresh(options, "overload");
        try (StubModel model = new StubModel(SLOW, AT_ONCE);
                LocalStack stack =
                        LocalStack.start(config.withModels(List.of(), List.of(model.bundle(config.data()))))) {
            return new Overload(stack, model, new EmojiItems(options.home())).run(minutes);
        }
    }

    private BenchmarkReport run(int minutes) {
        try (pusher;
                predictions) {
            double manages = FIRST / seconds(() -> push("first", FIRST, Duration.ZERO), FIRST);
            int items = (int) (TIMES * manages * minutes * 60);
            ProgressLog.say(String.format(
                    Locale.ROOT,
                    "the decoder manages %.1f items/s; pushing %d items in %d minutes",
                    manages,
                    items,
                    minutes));
            overload(items, Duration.ofMinutes(minutes));
            model.take(Duration.ZERO);
            double drained = seconds(() -> {}, items);
            ProgressLog.say(String.format(Locale.ROOT, "drained in %.0f s", drained));
            // It is asked of the cluster now and then, and commits are apart from what they make visible.
            Waiting.comes(SETTLING, () -> ServiceSample.lag(stack) == 0);
            sample(Duration.ofMinutes(minutes).plusSeconds((long) drained));
            new OverloadVerdict(samples, items, new CountedAnswers(stack.server(), "overload").await(items)).require();
            return report(manages, items, minutes, drained);
        }
    }

    /** How long it takes until that many are answered. */
    private double seconds(Runnable begin, int items) {
        long begun = System.nanoTime();
        begin.run();
        predictions.awaitRun(samples.isEmpty() ? "first" : "overload", items);
        return (System.nanoTime() - begun) / SECOND;
    }

    private void push(String run, int items, Duration over) {
        // A text of its own for each, since a remote model's answers are kept and not asked for twice.
        pusher.push(
                emoji.manifest(run, List.of(StubModel.NAME), items).build(),
                number -> emoji.item(run, number)
                        .setText("What is it? (" + number + ")")
                        .build(),
                over);
    }

    private void overload(int items, Duration time) {
        long begun = System.nanoTime();
        CompletableFuture<Void> pushed = CompletableFuture.runAsync(() -> push("overload", items, time));
        for (int i = 1; i <= SAMPLES; i++) {
            Waiting.pause(Duration.ofNanos(begun + time.toNanos() / SAMPLES * i - System.nanoTime()));
            sample(time.dividedBy(SAMPLES).multipliedBy(i));
        }
        pushed.join();
    }

    private void sample(Duration at) {
        ServiceSample sample = ServiceSample.of(stack, at);
        samples.add(sample);
        ProgressLog.say(sample.row().strip());
    }

    private BenchmarkReport report(double manages, int items, int minutes, double drained) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("itemsPerSecondOfTheDecoder", manages);
        settings.put("items", items);
        settings.put("minutes", minutes);
        settings.put("secondsToDrain", drained);
        StringBuilder table = new StringBuilder(ServiceSample.head());
        samples.forEach(sample -> table.append(sample.row()));
        return new BenchmarkReport("overload", settings, List.of(), List.of(table.toString()));
    }
}
