package dev.vlmstream.inference.verify;

import dev.vlmstream.inference.verify.VerificationReport.VerificationRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects comparisons, a row per output. */
final class ReportBuilder {

    /** Rounding of a correct fp32 program on another processor stays below. */
    static final double FLOATS = 1e-4;
    /** For recorded numbers that were rounded to four digits after the point. */
    static final double ROUNDED = 1e-3;

    private final Map<String, VerificationRow> rows = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final double granted;

    /** @param granted the least tolerance of numbers; above {@link #FLOATS} for graphs in half precision */
    ReportBuilder(double granted) {
        this.granted = granted;
    }

    void floats(String output, float[] actual, float[] expected, double tolerance) {
        add(
                output,
                actual.length == expected.length ? deviation(actual, expected) : Double.POSITIVE_INFINITY,
                Math.max(tolerance, granted));
    }

    /** Compares differences as they are, for logarithms of probabilities. */
    void logarithms(String output, float[] actual, float[] expected) {
        double largest = actual.length == expected.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(actual.length, expected.length); i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        add(output, largest, granted);
    }

    private static double deviation(float[] actual, float[] expected) {
        double largest = 0;
        double scale = 1;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return largest / scale;
    }

    private void add(String output, double deviation, double tolerance) {
        rows.merge(
                output,
                new VerificationRow(output, 1, deviation, tolerance),
                (a, b) -> new VerificationRow(
                        output, a.cases() + 1, Math.max(a.largestDeviation(), deviation), tolerance));
    }

    /** Counts a case that must be equal. */
    void equal(String output, boolean equal, String where) {
        rows.merge(
                output,
                new VerificationRow(output, 1, equal ? 0 : 1, 0),
                (a, b) -> new VerificationRow(output, a.cases() + 1, a.largestDeviation() + (equal ? 0 : 1), 0));
        if (!equal) {
            note(output + " differs: " + where);
        }
    }

    void note(String note) {
        notes.add(note);
    }

    VerificationReport build(String bundle) {
        return new VerificationReport(bundle, List.copyOf(rows.values()), new ArrayList<>(notes));
    }
}
