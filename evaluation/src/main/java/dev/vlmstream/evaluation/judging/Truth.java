package dev.vlmstream.evaluation.judging;

import java.util.List;

/**
 * The right answer of an item.
 *
 * @param label the class's name, or the right option's letter
 * @param options the texts of a multiple-choice question's options, the first being A; empty for other tasks
 * @param synonyms other names of the label, which text may say as well; empty: the rule of synonyms does not apply
 */
public record Truth(String label, List<String> options, List<String> synonyms) {
    public Truth {
        if (label == null || label.isBlank()) {
            throw new IllegalArgumentException("the truth needs a label, got " + (label == null ? "none" : "a blank"));
        }
        options = options == null ? List.of() : List.copyOf(options);
        synonyms = synonyms == null ? List.of() : List.copyOf(synonyms);
        if (synonyms.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "label '" + label + "' has a blank synonym, which any text would include");
        }
    }

    public Truth(String label, List<String> options) {
        this(label, options, List.of());
    }

    public static Truth of(String label) {
        return new Truth(label, List.of());
    }
}
