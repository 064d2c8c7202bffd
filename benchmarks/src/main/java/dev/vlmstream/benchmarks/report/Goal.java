package dev.vlmstream.benchmarks.report;

import java.util.Locale;

/**
 * What a measurement should reach.
 *
 * @param kind what is compared with the bound
 * @param bound at least this
 */
public record Goal(Kind kind, double bound) {
    /** Of what the bound is. */
    public enum Kind {
        /** Ours divided by the yardstick's. */
        RATIO,
        /** Our own rate. */
        RATE,
        /** There is none: the row is for information. */
        NONE
    }

    /** For rows that only inform. */
    public static final Goal NONE = new Goal(Kind.NONE, 0);

    public static Goal ratio(double bound) {
        return new Goal(Kind.RATIO, bound);
    }

    public static Goal rate(double bound) {
        return new Goal(Kind.RATE, bound);
    }

    boolean met(double ratio, double rate) {
        return switch (kind) {
            case RATIO -> ratio >= bound;
            case RATE -> rate >= bound;
            case NONE -> true;
        };
    }

    String text(String unit) {
        return switch (kind) {
            case RATIO -> String.format(Locale.ROOT, "ratio ≥ %s", bound);
            case RATE -> String.format(Locale.ROOT, "≥ %.0f %s", bound, unit);
            case NONE -> "–";
        };
    }
}
