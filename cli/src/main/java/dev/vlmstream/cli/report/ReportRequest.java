package dev.vlmstream.cli.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a report is to be of.
 *
 * @param runs their ids
 * @param probes files that {@code probe --json} wrote
 * @param names under which models' numbers were published, by the names they have in the runs
 * @param remedy null: no model before and after fine-tuning
 */
public record ReportRequest(
        List<String> runs,
        List<Path> probes,
        Map<String, String> names,
        @Nullable Remedy remedy) {
    /** Of runs alone. */
    public static ReportRequest of(List<String> runs) {
        return new ReportRequest(runs, List.of(), Map.of(), null);
    }
}
