package dev.vlmstream.rest.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model is right as often as its probabilities predict.
 *
 * @param n answers with a probability
 * @param expectedCalibrationError over as many bins as there are
 * @param brier score of the answers given
 * @param bins of equal width, empty ones included: the reliability diagram
 */
public record Reliability(long n, double expectedCalibrationError, double brier, List<Bin> bins) {

    /**
     * The answers whose confidence is above {@code from} and at most {@code to}.
     *
     * @param confidence their mean; null without any
     */
    public record Bin(double from, double to, @Nullable Double confidence, RuleMetrics answers) {}
}
