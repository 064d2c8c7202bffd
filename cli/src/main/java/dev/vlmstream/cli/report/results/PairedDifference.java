package dev.vlmstream.cli.report.results;

import dev.vlmstream.rest.comparisons.PairedMetrics;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A model's accuracy less that of another or of itself in another run, on the items that both answered. */
public record PairedDifference(String against, PairedMetrics numbers) {
    public static String points(double fraction) {
        return String.format(Locale.ROOT, "%+.1f", 100 * fraction);
    }

    public String differenceText() {
        return numbers.difference() == null
                ? Rate.UNDEFINED
                : points(numbers.difference()) + " (" + points(numbers.low()) + " to " + points(numbers.high()) + ")";
    }

    /** A p value, or "undefined" where the two never differ. */
    public static String p(@Nullable Double value) {
        if (value == null) {
            return Rate.UNDEFINED;
        }
        return value < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", value);
    }
}
