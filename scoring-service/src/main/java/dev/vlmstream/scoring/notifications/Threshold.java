package dev.vlmstream.scoring.notifications;

import dev.vlmstream.rest.metrics.MetricValue;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of a metric that people wish to hear of.
 *
 * @param text as it was configured, without spaces
 * @param metric {@code accuracy}, that of the model's primary rule, or an id of the metrics in REST
 * @param least whether the value is to be at least the limit; else at most
 */
record Threshold(String text, String metric, boolean least, double limit) {
    private static final String ACCURACY = "accuracy";
    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)(>=|<=)(-?[0-9]+(?:\\.[0-9]+)?)");

    /** A metric's value, and the ends of its interval where it has one. */
    record Reading(
            double value, @Nullable Double low, @Nullable Double high) {}

    /** @throws IllegalArgumentException if it has another form */
    static Threshold of(String configured) {
        String text = configured.replace(" ", "");
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("vlmstream.notifications.thresholds: \"" + configured
                    + "\" is no METRIC>=VALUE or METRIC<=VALUE, e.g. accuracy>=0.8");
        }
        return new Threshold(
                text, matcher.group(1), matcher.group(2).equals(">="), Double.parseDouble(matcher.group(3)));
    }

    /**
     * What a model has reached; empty if it has not. While a run is running, only accuracy is looked at, and has reached it when its whole
     * confidence sequence has: that holds at all times together, so that nobody is told for a lucky beginning. Of a complete
     * run, the value decides.
     */
    Optional<Reading> reached(ModelMetrics model, boolean complete) {
        Optional<Reading> reading = metric.equals(ACCURACY) ? accuracy(model) : listed(model);
        return reading.filter(now ->
                complete ? isBeyond(now.value()) : metric.equals(ACCURACY) && isBeyond(least ? now.low() : now.high()));
    }

    private boolean isBeyond(@Nullable Double value) {
        return value != null && (least ? value >= limit : value <= limit);
    }

    private static Optional<Reading> accuracy(ModelMetrics model) {
        return model.primary()
                .map(RuleMetrics::accuracy)
                .map(value -> new Reading(
                        value, model.honest().anytimeLow(), model.honest().anytimeHigh()));
    }

    private Optional<Reading> listed(ModelMetrics model) {
        return model.metrics().stream()
                .filter(one -> one.id().equals(metric) && one.value() != null)
                .findFirst()
                .map(Threshold::reading);
    }

    private static Reading reading(MetricValue one) {
        return new Reading(one.value(), one.low(), one.high());
    }

    @Override
    public String toString() {
        return text;
    }
}
