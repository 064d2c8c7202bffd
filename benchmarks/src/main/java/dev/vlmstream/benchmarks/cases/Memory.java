package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.LiveHeap;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Outcomes;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.local.ServiceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The memory of the scoring service after runs that are larger and larger, all of which it continues to serve. */
public final class Memory {
    private static final int ITEMS = 2_000_000;
    private static final List<Integer> PARTS = List.of(200, 20, 2, 1);
    private static final List<String> MODELS = Outcomes.MODELS.subList(0, 1);
    private static final double MEGABYTE = 1e6;

    private Memory() {}

    /** After a run: the objects alive in the service's heap, and the memory it holds, in MB. */
    private record State(int items, double heap, double resident) {
        String row() {
            return String.format(Locale.ROOT, "| %,d | %.0f MB | %.0f MB |%n", items, heap, resident);
        }
    }

    public static BenchmarkReport measure(Options options) {
        int items = options.items(ITEMS);
        List<State> states = new ArrayList<>();
        try (ScoringPipeline pipeline = ScoringPipeline.start(options, "memory", MODELS, 4_000)) {
            IntStream.range(0, PARTS.size()).forEach(run -> {
                int count = Math.max(1, items / PARTS.get(run));
                ProgressLog.say(count + " items");
                pipeline.score("memory-" + run, count);
                states.add(state(pipeline.service(), count));
            });
        }
        StringBuilder table = new StringBuilder(
                "| items of a run scored | live heap | resident memory |%n|---|---|---|%n".formatted());
        states.forEach(state -> table.append(state.row()));
        return new BenchmarkReport("memory", Map.of("states", states), List.of(), List.of(table.toString()));
    }

    private static State state(ServiceStatus service, int items) {
        return new State(items, LiveHeap.of(service.pid()) / MEGABYTE, service.residentBytes() / MEGABYTE);
    }
}
