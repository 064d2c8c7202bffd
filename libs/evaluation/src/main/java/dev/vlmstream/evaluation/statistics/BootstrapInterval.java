package dev.vlmstream.evaluation.statistics;

/**
 * An interval from resamples.
 *
 * @param resamples how many were drawn
 * @param undefined in how many of them the figure was undefined; the interval is of the others, and not to be trusted
 *     where these are more than a few
 */
public record BootstrapInterval(Bounds bounds, int resamples, int undefined) {
    public BootstrapInterval {
        if (undefined < 0 || undefined >= resamples) {
            throw new IllegalArgumentException(
                    "undefined must be at least 0 and below the " + resamples + " resamples, got " + undefined);
        }
    }
}
