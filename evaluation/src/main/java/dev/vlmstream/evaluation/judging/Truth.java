package dev.vlmstream.evaluation.judging;

import dev.vlmstream.evaluation.Benchmark;
import java.util.List;

/**
 * The right answer of an item.
 *
 * @param label the class's name, the right option's letter, yes or no, or the answer that stands for all
 * @param options the texts of a multiple-choice question's options, the first being A; empty for other tasks
 * @param synonyms other names of the label, which text may say as well; empty: the rule of synonyms does not apply
 * @param answers what people answered, or all that counts as right; empty where the label is all
 * @param benchmark whose rules judge; null for all tasks but question answering
 * @param guess the letter taken where a multiple-choice answer names none; null: the rule that guesses does not apply
 */
public record Truth(
        String label,
        List<String> options,
        List<String> synonyms,
        List<String> answers,
        Benchmark benchmark,
        String guess) {
    public Truth {
        if (label == null || label.isBlank()) {
            throw new IllegalArgumentException("the truth needs a label, got " + (label == null ? "none" : "a blank"));
        }
        options = options == null ? List.of() : List.copyOf(options);
        synonyms = synonyms == null ? List.of() : List.copyOf(synonyms);
        answers = answers == null ? List.of() : List.copyOf(answers);
        if (synonyms.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "label '" + label + "' has a blank synonym, which any text would include");
        }
    }

    public Truth(String label, List<String> options, List<String> synonyms) {
        this(label, options, synonyms, List.of(), null, null);
    }

    public Truth(String label, List<String> options) {
        this(label, options, List.of());
    }

    public static Truth of(String label) {
        return new Truth(label, List.of());
    }
}
