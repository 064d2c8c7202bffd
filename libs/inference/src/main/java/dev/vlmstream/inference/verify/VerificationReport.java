package dev.vlmstream.inference.verify;

import java.util.List;

/**
 * What was compared.
 *
 * @param notes what could not be compared and why, and what was let pass although it differs
 */
public record VerificationReport(String bundle, List<VerificationRow> rows, List<String> notes) {
    public VerificationReport {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** True if something was compared and all of it agrees. */
    public boolean passed() {
        return !rows.isEmpty() && rows.stream().allMatch(VerificationRow::pass);
    }

    /**
     * One kind of output, compared over all recorded cases.
     *
     * @param output such as {@code image_embeds} or {@code open_world}
     * @param cases how many were compared
     * @param largestDeviation for numbers the largest absolute difference, divided by the largest recorded magnitude where that
     *     is above 1; for digests, tokens, texts and rankings the number of cases that differ
     * @param tolerance the most that passes
     */
    public record VerificationRow(String output, int cases, double largestDeviation, double tolerance) {

        public boolean pass() {
            return largestDeviation <= tolerance;
        }
    }
}
