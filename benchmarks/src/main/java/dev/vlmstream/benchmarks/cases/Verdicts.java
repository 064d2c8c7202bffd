package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.LiveHeap;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.Judgements;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Outcomes;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.local.ServiceStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The memory of one scoring service that has counted many verdicts of judges, and how long it takes to start with them. */
public final class Verdicts {
    private static final int VERDICTS = 3_000_000;
    private static final int RULES = Judgements.RULES.size();

    private static final List<String> MODELS = Outcomes.MODELS.subList(0, 1);
    private static final String RUN = "verdicts";
    private static final double MEGABYTE = 1e6;
    private static final double SECOND = 1e9;

    private Verdicts() {}

    private record State(String when, double seconds, double heap, double resident, int restarts) {
        String row() {
            return String.format(
                    Locale.ROOT, "| %s | %.0f s | %.0f MB | %.0f MB | %d |%n", when, seconds, heap, resident, restarts);
        }
    }

    public static BenchmarkReport measure(Options options) {
        int verdicts = options.items(VERDICTS);
        int items = Math.max(1, verdicts / RULES);
        try (ScoringPipeline pipeline = ScoringPipeline.start(options, RUN, MODELS, items)) {
            ProgressLog.say(items + " answers, then " + items * RULES + " verdicts");
            long begun = pipeline.judge(RUN, items);
            State counted = state("all counted", begun, pipeline.service());
            ProgressLog.say("restarting");
            begun = System.nanoTime();
            pipeline.restart(RUN, (long) items * RULES);
            State started = state("all there after a new start", begun, pipeline.service());
            String table = String.format(
                            Locale.ROOT,
                            "| %,d verdicts in one replica | time | live heap | resident memory | restarts |%n|---|---|---|---|---|%n",
                            items * RULES)
                    + counted.row()
                    + started.row();
            return new BenchmarkReport(RUN, Map.of("states", List.of(counted, started)), List.of(), List.of(table));
        }
    }

    private static State state(String when, long begun, ServiceStatus service) {
        double seconds = (System.nanoTime() - begun) / SECOND;
        return new State(
                when,
                seconds,
                LiveHeap.of(service.pid()) / MEGABYTE,
                service.residentBytes() / MEGABYTE,
                service.restarts());
    }
}
