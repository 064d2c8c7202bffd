package dev.vlmstream.rest.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A metric of one model in one run, with all that is needed to show it.
 *
 * @param of {@code rule} or {@code model}
 * @param value null: undefined, there is nothing to divide by; a percentage is a share between 0 and 1
 * @param low lower end of the interval; left out where there is none
 * @param high its upper end
 * @param level of the interval
 * @param interval whether it holds at any time ({@code any-time}: while the run is running), for the items there are ({@code
 *     fixed-n}), or for these where images have several questions ({@code by-image}); left out where there is none
 * @param n what it is counted over; left out where it is no count
 * @param correct of n, where the value is their share
 * @param format percent, grade, number, count, per-second or usd
 * @param better higher, lower or neither
 * @param help one line
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetricValue(
        String id,
        String title,
        String of,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double level,
        @Nullable String interval,
        @Nullable Long n,
        @Nullable Long correct,
        String format,
        String better,
        String help) {
    /** Its components by name. Those that are not set are null, 0, false or empty. */
    public static final class Builder {
        public String id;
        public String title;
        public String of;
        public @Nullable Double value;
        public @Nullable Double low;
        public @Nullable Double high;
        public @Nullable Double level;
        public @Nullable String interval;
        public @Nullable Long n;
        public @Nullable Long correct;
        public String format;
        public String better;
        public String help;

        public MetricValue build() {
            return new MetricValue(id, title, of, value, low, high, level, interval, n, correct, format, better, help);
        }
    }
}
