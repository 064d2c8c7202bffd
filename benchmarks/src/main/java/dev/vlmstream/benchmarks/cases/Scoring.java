package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.Interleaved;
import dev.vlmstream.benchmarks.measure.Rates;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.report.Comparison;
import dev.vlmstream.benchmarks.report.Goal;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Outcomes;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Predictions of four models, joined with their references, judged and counted exactly once. */
public final class Scoring {
    private static final int ROUNDS = 5;
    private static final int ITEMS = 50_000;

    private Scoring() {}

    public static BenchmarkReport measure(Options options) {
        int items = options.items(ITEMS);
        try (ScoringPipeline pipeline = ScoringPipeline.start(options, "scoring", Outcomes.MODELS, items)) {
            double cold = pipeline.score("cold", items).perSecond();
            ProgressLog.say(String.format(Locale.ROOT, "a service just started: %.0f predictions/s", cold));
            pipeline.score("warm-up", items);
            List<Rates> rates = Interleaved.measure(
                    List.of(pipeline, pipeline.consumer()), options.rounds(ROUNDS), "predictions/s", ProgressLog::say);
            return BenchmarkReport.of(
                    "scoring",
                    Map.of("items", items, "models", Outcomes.MODELS, "coldPerSecond", cold),
                    List.of(new Comparison("scoring", rates.get(0), rates.get(1), Goal.rate(50_000))));
        }
    }
}
