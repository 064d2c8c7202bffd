package dev.vlmstream.cli.report;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

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
                trained.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet()));
    }

    boolean isTrained(String label) {
        return trained.contains(label.toLowerCase(Locale.ROOT));
    }
}
