package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.metrics.RuleCount;
import dev.vlmstream.scoring.runs.RunView;
import dev.vlmstream.scoring.runs.TimeSteps;
import dev.vlmstream.scoring.runs.VerdictFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Accuracy over time, under each model's primary rule. */
public record Curve(String run, List<ModelCurve> models) {
    private static final int MOST_POINTS = 200;

    /** One model's curve, at most 200 points, the last of which is the present. */
    public record ModelCurve(String model, List<Point> points) {}

    /**
     * The accuracy at one time.
     *
     * @param seconds since the first prediction of the run
     * @param n judged so far
     * @param low lower end of the 95 % Wilson interval, which holds at one point looked at
     * @param high its upper end
     * @param anytimeLow lower end of the 95 % confidence sequence, which holds at all points together
     * @param anytimeHigh its upper end
     */
    public record Point(
            double seconds, long n, Double accuracy, Double low, Double high, Double anytimeLow, Double anytimeHigh) {}

    /** The curves of a run whose manifest is known. */
    public static Curve of(RunView view) {
        long start = view.models().stream()
                .map(model -> new MetricSum(model, "", view.snapshots(model))
                        .metrics(null, null, null, Optional.empty(), Map.of(), VerdictFacts.NONE)
                        .firstAt())
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .min()
                .orElse(0);
        List<ModelCurve> models = view.models().stream()
                .map(model -> new ModelCurve(model, points(view.steps(model), start)))
                .toList();
        return new Curve(view.manifest().orElseThrow().getRun(), models);
    }

    private static List<Point> points(List<TimeSteps.TimedCount> steps, long start) {
        long total = steps.stream().mapToLong(step -> step.count().n()).sum();
        int number = Math.min(MOST_POINTS, steps.size());
        List<Point> points = new ArrayList<>(number);
        RuleCount count = RuleCount.NONE;
        for (TimeSteps.TimedCount step : steps) {
            count = count.merge(step.count());
            if (count.n() >= (points.size() + 1L) * total / number) {
                points.add(point(Math.max(0, step.end() - start) / 1000.0, count));
            }
        }
        return points;
    }

    private static Point point(double seconds, RuleCount count) {
        RuleMetrics metrics = RuleMetrics.of(count);
        RobustIntervals robust = RobustIntervals.of(count, null);
        return new Point(
                seconds,
                metrics.n(),
                metrics.accuracy(),
                metrics.low(),
                metrics.high(),
                robust.anytimeLow(),
                robust.anytimeHigh());
    }
}
