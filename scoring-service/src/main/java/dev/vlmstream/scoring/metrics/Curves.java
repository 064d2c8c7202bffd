package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.rest.metrics.Curve;
import dev.vlmstream.rest.metrics.ModelMetrics.RobustIntervals;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.scoring.runs.TimeSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Accuracy over time, under each model's primary rule. */
public final class Curves {
    private static final int MOST_POINTS = 200;

    private Curves() {}

    /** The curves of a run whose manifest is known. */
    public static Curve of(RunView view) {
        long start = view.models().stream()
                .map(model -> new MetricSum(model, "", view.snapshots(model)).firstAt())
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .min()
                .orElse(0);
        List<Curve.ModelCurve> models = view.models().stream()
                .map(model -> new Curve.ModelCurve(model, points(view.steps(model), start)))
                .toList();
        return new Curve(view.manifest().orElseThrow().getRun(), models);
    }

    private static List<Curve.Point> points(List<TimeSteps.TimedCount> steps, long start) {
        long total = steps.stream().mapToLong(step -> step.count().n()).sum();
        int number = Math.min(MOST_POINTS, steps.size());
        List<Curve.Point> points = new ArrayList<>(number);
        CorrectCount count = CorrectCount.NONE;
        for (TimeSteps.TimedCount step : steps) {
            count = count.merge(step.count());
            if (count.n() >= (points.size() + 1L) * total / number) {
                points.add(point(Math.max(0, step.end() - start) / 1000.0, count));
            }
        }
        return points;
    }

    private static Curve.Point point(double seconds, CorrectCount count) {
        RuleMetrics metrics = RuleFigures.of(count);
        RobustIntervals robust = RuleFigures.robust(count, null);
        return new Curve.Point(
                seconds,
                metrics.n(),
                metrics.accuracy(),
                metrics.low(),
                metrics.high(),
                robust.anytimeLow(),
                robust.anytimeHigh());
    }
}
