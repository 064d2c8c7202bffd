package dev.vlmstream.evaluation.metrics;

import dev.vlmstream.evaluation.Named;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a number is. Whatever shows numbers goes over a list of them with these words and knows no metric by name.
 *
 * @param id stable: JSON, CSV and Prometheus have it
 * @param title in a table, in lower case
 * @param of whether there is one per rule or one per model
 * @param help one line: what is counted, and how the interval is made
 */
public record Metric(String id, String title, Subject of, Format format, Better better, String help) {
    /** What a metric says something about. */
    public enum Subject implements Named {
        RULE,
        MODEL
    }

    /** Which of two values is the better one. */
    public enum Better implements Named {
        HIGHER,
        LOWER,
        NEITHER
    }

    /** How a value is written. */
    public enum Format implements Named {
        PERCENT("%.1f %%", 100),
        /** A mean of grades between 0 and 1, of a rule that gives part credit. */
        GRADE("%.1f %%", 100),
        NUMBER("%.3f", 1),
        COUNT("%.0f", 1),
        PER_SECOND("%.1f/s", 1),
        USD("%.4f USD", 1);

        private final String pattern;
        private final double scale;

        Format(String pattern, double scale) {
            this.pattern = pattern;
            this.scale = scale;
        }

        public String text(double value) {
            return String.format(Locale.ROOT, pattern, scale * value);
        }

        /** @throws IllegalArgumentException if there is no such format */
        public static Format of(String id) {
            return Arrays.stream(values())
                    .filter(format -> format.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no format \"" + id + "\" of a metric"));
        }
    }
}
