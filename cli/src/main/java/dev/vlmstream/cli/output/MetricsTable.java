package dev.vlmstream.cli.output;

import dev.vlmstream.evaluation.metrics.Metric;
import dev.vlmstream.rest.metrics.MetricValue;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics.Agreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run's metrics, as the scoring service gives them, as rows of a table. */
public final class MetricsTable {
    /** Behind a model whose number is too high; explained below the table, which stays narrow. */
    private static final String MARK = "*";

    private static final RuleMetrics NOTHING = new RuleMetrics(0, 0, null, null, null, null);

    private MetricsTable() {}

    /**
     * What the demo, {@code push --wait} and {@code watch} end with: one row per model under its primary rule, what judges have done,
     * and the command that shows why something failed.
     */
    public static List<String> results(List<RunMetrics> runs) {
        List<String> lines = new ArrayList<>(summary(runs).lines());
        if (runs.stream().flatMap(run -> run.models().stream()).anyMatch(ModelMetrics::optimistic)) {
            lines.add(MARK + " " + ModelMetrics.TOO_HIGH);
        }
        runs.forEach(run -> lines.addAll(judging(run)));
        for (RunMetrics run : runs) {
            if (run.failed() > 0) {
                lines.add(run.failed() + " failed: `vlmstream dead-letters " + run.run() + "` says why");
            }
        }
        return lines;
    }

    private static TextTable summary(List<RunMetrics> runs) {
        TextTable table = new TextTable("run", "model", "rule", ">n", ">accuracy", ">95 % CI", ">failed", ">unparsed");
        for (RunMetrics run : runs) {
            for (ModelMetrics model : run.models()) {
                RuleMetrics counts = model.primary().orElse(NOTHING);
                table.row(
                        run.run(),
                        model.optimistic() ? model.model() + MARK : model.model(),
                        model.primaryRule() == null ? "–" : model.primaryRule(),
                        counts.n(),
                        percent(counts.accuracy()),
                        interval(model),
                        noneOr(model.failed()),
                        noneOr(model.unparsed()));
            }
        }
        return table;
    }

    private static String noneOr(long count) {
        return count == 0 ? "–" : String.valueOf(count);
    }

    /** One row for each model and rule, and what else is measured under a rule. */
    public static TextTable rules(RunMetrics run) {
        return rows(run, false);
    }

    /** The same, and below the rules of a model a row for each of its other metrics. */
    public static TextTable every(RunMetrics run) {
        return rows(run, true);
    }

    private static TextTable rows(RunMetrics run, boolean every) {
        TextTable table = new TextTable(
                "model",
                "task",
                "rule",
                ">n",
                ">correct",
                ">accuracy",
                ">low",
                ">high",
                ">failed",
                ">unparsed",
                ">refused");
        for (ModelMetrics model : run.models()) {
            List<MetricRow> rules = MetricRow.of(model, Metric.Subject.RULE);
            if (rules.isEmpty()) {
                row(table, model, "–", "–", "–", "–", "–", "–");
            }
            rules.forEach(metric -> row(table, model, metric));
            if (every) {
                MetricRow.of(model, Metric.Subject.MODEL).forEach(metric -> row(table, model, metric));
            }
        }
        return table;
    }

    /** One row for each metric of a model that is not one of its rules'. */
    public static TextTable models(RunMetrics run) {
        TextTable table = new TextTable("model", "metric", ">n", ">value", ">low", ">high");
        for (ModelMetrics model : run.models()) {
            MetricRow.of(model, Metric.Subject.MODEL)
                    .forEach(metric -> table.row(
                            model.model(), metric.title(), metric.n(), metric.value(), metric.low(), metric.high()));
        }
        return table;
    }

    /**
     * A line for each model and rule of a judge: how far it has come, what it left open, and what it took (tokens read +
     * generated); empty without judges.
     */
    public static List<String> judging(RunMetrics run) {
        List<String> lines = new ArrayList<>();
        for (ModelMetrics model : run.models()) {
            model.verdicts().forEach((rule, verdicts) -> lines.add(judging(model, rule, verdicts)));
        }
        return lines;
    }

    private static String judging(ModelMetrics model, String rule, VerdictMetrics counts) {
        StringBuilder line = new StringBuilder(
                model.model() + ", " + rule + ": judged " + counts.judged() + " of " + counts.answers());
        line.append(gap(counts.unparsed(), "unparsed"))
                .append(gap(counts.refused(), "refused"))
                .append(gap(counts.failed(), "failed"));
        if (counts.meanGrade() != null) {
            line.append(String.format(Locale.ROOT, ", mean cosine %.3f", counts.meanGrade()));
        }
        if (counts.outputTokens() > 0) {
            line.append(String.format(Locale.ROOT, ", %,d + %,d tokens", counts.promptTokens(), counts.outputTokens()));
        }
        if (counts.cost() > 0) {
            line.append(String.format(Locale.ROOT, ", %.4f USD", counts.cost()));
        }
        return line + agreement(model, counts.agreement());
    }

    private static String gap(long verdicts, String kind) {
        return verdicts == 0 ? "" : ", " + verdicts + " " + kind;
    }

    private static String agreement(ModelMetrics model, Agreement found) {
        if (found.share() == null) {
            return "";
        }
        String kappa = found.kappa() == null ? MetricRow.UNDEFINED : String.format(Locale.ROOT, "%.2f", found.kappa());
        return ", agrees with " + model.primaryRule() + " in " + percent(found.share()) + " (kappa " + kappa + ")";
    }

    private static void row(TextTable table, ModelMetrics model, MetricRow metric) {
        row(table, model, metric.title(), metric.n(), metric.correct(), metric.value(), metric.low(), metric.high());
    }

    private static void row(TextTable table, ModelMetrics model, Object... metric) {
        List<Object> cells = new ArrayList<>(List.of(model.title(), model.task()));
        cells.addAll(List.of(metric));
        cells.addAll(List.of(model.failed(), model.unparsed(), model.refused()));
        table.row(cells.toArray());
    }

    private static String percent(@Nullable Double rate) {
        return rate == null ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * rate);
    }

    /** The one that holds now, as {@link ModelMetrics#shown} says. */
    private static String interval(ModelMetrics model) {
        return model.shown()
                .filter(metric -> metric.low() != null)
                .map(metric -> String.format(Locale.ROOT, "%.1f–%.1f", 100 * metric.low(), 100 * metric.high()))
                .orElse("–");
    }

    /** A metric of a model as the scoring service gives it, in words. */
    public static final class MetricRow {
        /** Of a value that is not defined. */
        static final String UNDEFINED = "undefined";

        private static final String NONE = "–";

        private final MetricValue metric;
        private final Metric.Format format;

        private MetricRow(MetricValue metric) {
            this.metric = metric;
            this.format = Metric.Format.of(metric.format());
        }

        /** Those of a model's metrics that are of a rule, or those that are of the model, and that are defined. */
        public static List<MetricRow> of(ModelMetrics model, Metric.Subject subject) {
            return model.metrics().stream()
                    .filter(metric -> metric.of().equals(subject.id()) && metric.value() != null)
                    .map(MetricRow::new)
                    .toList();
        }

        public String title() {
            return metric.title();
        }

        public String n() {
            return metric.n() == null ? NONE : metric.n().toString();
        }

        public String correct() {
            return metric.correct() == null ? NONE : metric.correct().toString();
        }

        public String value() {
            return format.text(metric.value());
        }

        public String low() {
            return bound(metric.low());
        }

        public String high() {
            return bound(metric.high());
        }

        public String interval() {
            return metric.low() == null ? NONE : low() + " to " + high();
        }

        public String help() {
            return metric.help();
        }

        private String bound(@Nullable Double number) {
            return number == null ? NONE : format.text(number);
        }
    }
}
