package dev.vlmstream.cli.output;

import dev.vlmstream.evaluation.metrics.Metric;
import dev.vlmstream.rest.metrics.MetricValue;
import dev.vlmstream.rest.metrics.ModelMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A metric of a model as the scoring service gives it, in words. */
public final class MetricRow {
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
