package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Line;
import java.util.Map;

/**
 * The label occurs, in any case, as a run of whole words: no letter, digit, combining mark or underscore touches it from
 * outside. Stricter than {@link LabelInclusion}: whatever is right here is right there. In scripts that put no spaces
 * between words a label surrounded by letters is not found. An empty label never is.
 */
public final class WordInclusion {
    public static final ComputedRule RULE = Declaration.of(
                    "word-inclusion", "the answer contains the label as whole words, in any case", "this project")
            .alsoFor(Task.OPEN_WORLD, Task.CLOSED_WORLD)
            .lines("prediction, label", "included", WordInclusion::line)
            .computed((answer, truth) -> Grade.of(included(answer.text(), truth.label())));

    private WordInclusion() {}

    public static boolean included(String prediction, String label) {
        String text = PythonText.lower(prediction);
        String word = PythonText.lower(label);
        if (word.isEmpty()) {
            return false;
        }
        Occurrences all = new Occurrences(text, word);
        for (int at = all.next(); at >= 0; at = all.next()) {
            if (isBoundary(text, at) && isBoundary(text, at + word.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBoundary(String text, int at) {
        return at == 0
                || at == text.length()
                || !isWordCharacter(text.codePointBefore(at))
                || !isWordCharacter(text.codePointAt(at));
    }

    private static boolean isWordCharacter(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.CONNECTOR_PUNCTUATION -> true;
            default -> Character.isLetterOrDigit(c);
        };
    }

    private static Map<String, Object> line(Line line) {
        return Map.of("included", included(line.text("prediction"), line.text("label")));
    }
}
