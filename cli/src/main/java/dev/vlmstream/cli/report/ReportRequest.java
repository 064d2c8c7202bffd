package dev.vlmstream.cli.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * @param runs their ids
 * @param probes files that {@code probe --json} wrote
 * @param names under which models' numbers were published, by the names they have in the runs
 * @param unlike whether the gap gives p even where a row and its reference did not choose from the same classes
 * @param remedy null: no model before and after fine-tuning
 */
public record ReportRequest(
        List<String> runs,
        List<Path> probes,
        Map<String, String> names,
        boolean unlike,
        @Nullable Remedy remedy) {
    /** Of runs alone. */
    public static ReportRequest of(List<String> runs) {
        return new ReportRequest(runs, List.of(), Map.of(), false, null);
    }

    /**
     * A model and what became of it by fine-tuning.
     *
     * @param trained names of the classes it was fine-tuned on, in lower case; empty: not known
     */
    public record Remedy(String before, List<String> after, Set<String> trained) {
        /** @param trained names as the dataset has them; empty: not known */
        public static Remedy of(String before, List<String> after, List<String> trained) {
            return new Remedy(
                    before,
                    List.copyOf(after),
                    trained.stream()
                            .map(name -> name.toLowerCase(Locale.ROOT))
                            .collect(Collectors.toUnmodifiableSet()));
        }

        boolean isTrained(String label) {
            return trained.contains(label.toLowerCase(Locale.ROOT));
        }
    }
}
