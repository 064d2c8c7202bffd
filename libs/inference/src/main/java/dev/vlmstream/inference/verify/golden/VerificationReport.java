package dev.vlmstream.inference.verify.golden;

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
}
