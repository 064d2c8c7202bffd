package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.report.Report;
import dev.vlmstream.benchmarks.workload.EventCounts;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Manifests;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Outcomes;
import dev.vlmstream.benchmarks.workload.Progress;
import dev.vlmstream.benchmarks.workload.SteadyWriter;
import dev.vlmstream.benchmarks.workload.TopicWriter;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long after a prediction was sent a run's event stream counts it, while predictions come at a steady rate. */
public final class Latency {
    private static final int PER_SECOND = 1000;
    private static final int ITEMS = 20_000;
    private static final String MODEL = Outcomes.MODELS.get(0);
    private static final double GOAL_MILLIS = 250;

    private Latency() {}

    public static Report measure(Options options) {
        int items = options.items(ITEMS);
        try (LocalStack stack =
                LocalStack.start(FreshStacks.fresh(options, "latency").withInstances(ServiceKind.INGEST, 0))) {
            Progress.say("warm-up");
            millis(stack, "warm-up", items / 2);
            Progress.say(items + " predictions, " + PER_SECOND + " a second");
            return report(millis(stack, "latency", items));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Sorted. The k-th prediction that was sent is visible as soon as the events count k. */
    private static double[] millis(LocalStack stack, String run, int items) throws InterruptedException {
        try (TopicWriter references = new TopicWriter(stack.bootstrap());
                SteadyWriter predictions = new SteadyWriter(stack.bootstrap())) {
            Manifests.open(references, run, Outcomes.CLASSES, List.of(MODEL), items);
            references.begin();
            for (int item = 0; item < items; item++) {
                references.send(Topic.REFERENCES, key(run, item), Outcomes.encodedReference(run, item));
            }
            references.commit();
            EventCounts events = new EventCounts(stack.server(), run, items);
            // The references are read, and the page of someone who listens is open.
            Thread.sleep(5_000);
            Thread listening = new Thread(events, "events");
            listening.start();
            long[] sent = predictions.write(
                    item -> key(run, item), item -> Outcomes.encodedPrediction(run, item, MODEL), items, PER_SECOND);
            listening.join(60_000);
            double[] millis = new double[items];
            Arrays.setAll(millis, k -> (events.toldAt(k + 1) - sent[k]) / 1e6);
            Arrays.sort(millis);
            return millis;
        }
    }

    private static String key(String run, int item) {
        return Keys.runItem(run, "item-" + item);
    }

    private static Report report(double[] millis) {
        double p99 = quantile(millis, 0.99);
        String table = String.format(
                Locale.ROOT,
                "| from sent to counted on the event stream, %d/s | median | 95 %% | 99 %% | largest | goal |%n"
                        + "|---|---|---|---|---|---|%n| %d predictions | %.0f ms | %.0f ms | %.0f ms | %.0f ms |"
                        + " 99 %% ≤ %.0f ms %s |%n",
                PER_SECOND,
                millis.length,
                quantile(millis, 0.5),
                quantile(millis, 0.95),
                p99,
                millis[millis.length - 1],
                GOAL_MILLIS,
                p99 <= GOAL_MILLIS ? "✓" : "✗");
        return new Report(
                "latency",
                Map.of("items", millis.length, "perSecond", PER_SECOND, "p99Millis", p99),
                List.of(),
                List.of(table));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }
}
