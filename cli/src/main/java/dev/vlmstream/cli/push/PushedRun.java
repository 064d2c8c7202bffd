package dev.vlmstream.cli.push;

import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.MetricsTable;
import dev.vlmstream.rest.metrics.RunMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code push} says of a run at its end.
 *
 * @param pushed how many items were, this time
 * @param metrics its numbers; null: nobody waited for them
 */
public record PushedRun(RunPlan plan, int pushed, @Nullable RunMetrics metrics) {
    /** In one line. */
    public String json() {
        return Json.line(Json.object()
                .put("run", run())
                .put("task", plan.manifest().getTask())
                .put("items", plan.items().size())
                .put("pushed", pushed)
                .put("complete", metrics != null && metrics.complete())
                .putPOJO("metrics", metrics));
    }

    /** For people. */
    public List<String> lines() {
        if (metrics == null) {
            return List.of("run " + run() + ": " + pushed + " items pushed; vlmstream watch " + run() + " follows it");
        }
        return MetricsTable.results(List.of(metrics));
    }

    private String run() {
        return plan.manifest().getRun();
    }
}
