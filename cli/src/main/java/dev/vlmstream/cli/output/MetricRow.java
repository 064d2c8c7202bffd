package dev.vlmstream.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.evaluation.metrics.Metric;
import java.util.List;

/** A metric of a model as the scoring service gives it, in words. */
public final class MetricRow {
    /** Of a value that is not defined. */
    static final String UNDEFINED = "undefined";

    private static final String NONE = "–";

    private final JsonNode metric;
    private final Metric.Format format;

    private MetricRow(JsonNode metric) {
        this.metric = metric;
        this.format = Metric.Format.of(metric.path("format").asText());
    }

    /** Those of a model's metrics that are of a rule, or those that are of the model. */
    public static List<MetricRow> of(JsonNode model, Metric.Subject subject) {
        return model.path("metrics")
                .valueStream()
                .filter(metric -> metric.path("of").asText().equals(subject.id()))
                .map(MetricRow::new)
                .toList();
    }

    public String title() {
        return metric.path("title").asText();
    }

    public String n() {
        return metric.path("n").asText(NONE);
    }

    public String correct() {
        return metric.path("correct").asText(NONE);
    }

    public String value() {
        return text("value", UNDEFINED);
    }

    public String low() {
        return text("low", NONE);
    }

    public String high() {
        return text("high", NONE);
    }

    public String interval() {
        return metric.path("low").isNumber() ? low() + " to " + high() : NONE;
    }

    public String help() {
        return metric.path("help").asText();
    }

    /** Of a table whose cells are a dash where there is nothing. */
    String valueOrDash() {
        return text("value", NONE);
    }

    private String text(String field, String otherwise) {
        JsonNode number = metric.path(field);
        return number.isNumber() ? format.text(number.asDouble()) : otherwise;
    }
}
