package dev.vlmstream.evaluation.judging;

import java.util.List;

/**
 * The right answer of an item.
 *
 * @param label the class's name, or the right option's letter
 * @param options the texts of a multiple-choice question's options, the first being A; empty for other tasks
 */
public record Truth(String label, List<String> options) {
    public Truth {
        if (label == null || label.isBlank()) {
            throw new IllegalArgumentException("the truth needs a label, got " + (label == null ? "none" : "a blank"));
        }
        options = options == null ? List.of() : List.copyOf(options);
    }

    public static Truth of(String label) {
        return new Truth(label, List.of());
    }
}
