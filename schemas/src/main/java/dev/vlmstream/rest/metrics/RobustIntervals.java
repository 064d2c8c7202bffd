package dev.vlmstream.rest.metrics;

import org.jspecify.annotations.Nullable;

/**
 * The accuracy's interval where Wilson's would promise too much.
 *
 * @param anytimeLow lower end of the 95 % confidence sequence: holds at all times together, also for whoever stops the run
 *     because it looks decided; null without items
 * @param anytimeHigh its upper end
 * @param clusteredLow lower end of the 95 % interval with standard errors clustered by image; null where each image has one
 *     question, or all questions are about one image
 * @param clusteredHigh its upper end
 * @param designEffect how many times the variance is that of independent items; null as above
 */
public record RobustIntervals(
        @Nullable Double anytimeLow,
        @Nullable Double anytimeHigh,
        @Nullable Double clusteredLow,
        @Nullable Double clusteredHigh,
        @Nullable Double designEffect) {}
