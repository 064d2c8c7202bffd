package dev.vlmstream.evaluation.rules.benchmarks;

import dev.vlmstream.evaluation.MultipleChoice;
import dev.vlmstream.evaluation.rules.Occurrences;
import dev.vlmstream.evaluation.rules.PythonText;
import java.util.List;
import java.util.Optional;

/** Texts of options in answers. */
final class OptionTexts {
    private OptionTexts() {}

    /**
     * The letter of the one option whose text is in the answer; empty where there is none, or several.
     *
     * @param answer in lower case
     */
    static Optional<String> only(String answer, List<String> options) {
        int found = -1;
        for (int index = 0; index < options.size(); index++) {
            if (Occurrences.in(answer, PythonText.lower(options.get(index)))) {
                if (found >= 0) {
                    return Optional.empty();
                }
                found = index;
            }
        }
        return found < 0 ? Optional.empty() : Optional.of(String.valueOf(MultipleChoice.letter(found)));
    }
}
