package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.cli.report.figures.Chart;
import dev.vlmstream.cli.report.figures.Chart.Value;
import dev.vlmstream.cli.report.figures.Figure;
import dev.vlmstream.cli.report.figures.ModelMark;
import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.RunResult;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.rest.metrics.TrainingCurve;
import dev.vlmstream.rest.metrics.TrainingCurve.TrainingPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Accuracy against step of the trainings to which runs belong. */
final class Trainings {
    private static final String TAG = "training";

    private Trainings() {}

    static Section section(List<RunResult> runs, ScoringClient client, Function<String, ModelMark> marks) {
        TextTable table =
                new TextTable("training", ">step", "model", "run", "rule", ">n", ">accuracy", ">95 %", ">loss");
        List<Figure> figures = new ArrayList<>();
        runs.stream()
                .map(run -> run.details().tags().get(TAG))
                .filter(Objects::nonNull)
                .distinct()
                .map(client::training)
                .forEach(curve -> {
                    List<TrainingPoint> points = curve.points().stream()
                            .filter(point -> rate(point).n() > 0)
                            .toList();
                    points.forEach(point -> row(table, curve, point));
                    if (points.stream().anyMatch(point -> point.step() != null)) {
                        figures.add(chart(curve.training(), points, marks));
                    }
                });
        return new Section(
                        "Training",
                        "Each checkpoint was measured by a run of its own, under its primary rule. Models without a"
                                + " step were not trained here; the checkpoints are compared with them.",
                        table)
                .with(figures);
    }

    private static void row(TextTable table, TrainingCurve curve, TrainingPoint point) {
        table.row(
                curve.training(),
                point.step() == null ? "–" : point.step(),
                point.model(),
                point.run(),
                point.primaryRule(),
                rate(point).n(),
                rate(point).accuracyText(),
                rate(point).intervalText(),
                point.loss() == null ? "–" : String.format(Locale.ROOT, "%.3f", point.loss()));
    }

    private static Chart chart(String training, List<TrainingPoint> points, Function<String, ModelMark> marks) {
        List<TrainingPoint> trained =
                points.stream().filter(point -> point.step() != null).toList();
        long last = Math.max(
                1, trained.stream().mapToLong(TrainingPoint::step).max().orElse(1));
        double highest = points.stream()
                .flatMap(point -> rate(point).interval().stream())
                .mapToDouble(Interval::high)
                .max()
                .orElse(1);
        Chart.Drawing drawing = new Chart.Drawing(last, Math.min(1, Math.ceil(5 * highest) / 5));
        steps(trained, last).forEach(step -> drawing.column(step, String.valueOf(step)));
        points.stream()
                .filter(point -> point.step() == null)
                .forEach(point -> drawing.level(
                        marks.apply(point.model()),
                        rate(point).accuracy(),
                        point.model() + " " + rate(point).accuracyText()));
        List<Value> values =
                trained.stream().flatMap(point -> value(point).stream()).toList();
        drawing.series(marks.apply(trained.get(0).model()), values, values);
        return drawing.chart(
                training,
                "Accuracy with 95 % intervals; a hollow point's run is not complete yet. Dashed lines are the models"
                        + " that the checkpoints are compared with.",
                "accuracy against step of the training " + training + "; the table below has the numbers",
                "step");
    }

    private static Optional<Value> value(TrainingPoint point) {
        Rate rate = rate(point);
        return rate.interval()
                .map(interval -> new Value(
                        point.step(),
                        rate.accuracy(),
                        interval,
                        !point.complete(),
                        "step " + point.step() + ": " + rate.accuracyText() + " (" + rate.intervalText() + ")"));
    }

    /** Those that have room on the axis. */
    private static List<Long> steps(List<TrainingPoint> points, long last) {
        List<Long> shown = new ArrayList<>();
        for (long step : points.stream().map(TrainingPoint::step).distinct().toList()) {
            if (shown.isEmpty() || step - shown.get(shown.size() - 1) >= last / 8.0) {
                shown.add(step);
            }
        }
        return shown;
    }

    private static Rate rate(TrainingPoint point) {
        return Rate.of(point.primaryRule() == null ? null : point.rules().get(point.primaryRule()));
    }
}
