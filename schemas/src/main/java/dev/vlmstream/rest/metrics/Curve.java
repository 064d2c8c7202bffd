package dev.vlmstream.rest.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accuracy over time, under each model's primary rule. */
public record Curve(String run, List<ModelCurve> models) {
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
            double seconds,
            long n,
            @Nullable Double accuracy,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double anytimeLow,
            @Nullable Double anytimeHigh) {}
}
