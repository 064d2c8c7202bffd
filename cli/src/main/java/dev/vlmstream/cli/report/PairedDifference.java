package dev.vlmstream.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * A model's accuracy less that of another or of itself in another run, on the items that both answered.
 *
 * @param numbers of the scoring service: difference, low, high, mcNemar or pairedT as fractions, null where undefined
 */
public record PairedDifference(String against, JsonNode numbers) {
    static String points(JsonNode fraction) {
        return fraction.isNumber() ? String.format(Locale.ROOT, "%+.1f", 100 * fraction.asDouble()) : Rate.UNDEFINED;
    }

    String differenceText() {
        JsonNode difference = numbers.path("difference");
        return difference.isNumber()
                ? points(difference) + " (" + points(numbers.path("low")) + " to " + points(numbers.path("high")) + ")"
                : Rate.UNDEFINED;
    }

    /** McNemar's, or the paired t test's where a rule gives part credit. */
    JsonNode p() {
        JsonNode exact = numbers.path("mcNemar");
        return exact.isNumber() ? exact : numbers.path("pairedT");
    }

    /** A p value, or "undefined" where the two never differ. */
    static String p(JsonNode value) {
        if (!value.isNumber()) {
            return Rate.UNDEFINED;
        }
        return value.asDouble() < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", value.asDouble());
    }
}
