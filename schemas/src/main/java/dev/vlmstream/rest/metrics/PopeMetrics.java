package dev.vlmstream.rest.metrics;

import org.jspecify.annotations.Nullable;

/**
 * POPE's figures, each with its 95 % interval; null where a figure is undefined. The accuracy is the rule {@code pope}, the
 * share of yes the rule {@code said-yes}.
 *
 * @param precision how many of the answers yes are right; undefined where none is yes
 * @param recall how many of the objects that are there the model affirmed
 * @param f1 their harmonic mean
 */
public record PopeMetrics(
        @Nullable Figure precision,
        @Nullable Figure recall,
        @Nullable Figure f1) {

    /** A share with its interval. */
    public record Figure(double value, double low, double high) {}
}
