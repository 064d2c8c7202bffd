package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.EditDistance;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Need;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Average normalised Levenshtein similarity of one question (A. F. Biten et al., "Scene Text Visual Question
 * Answering", ICCV 2019), as DocVQA's official script computes it.
 */
public final class Anls {
    public static final ComputedRule RULE = Declaration.of(
                    "anls",
                    "the grade is 1 minus the relative edit distance to the nearest right answer, or 0 if that is below 0.5",
                    "Biten et al. 2019; DocVQA's script")
            .needs(Need.ANSWERS)
            .graded()
            .lines(
                    "prediction, answers",
                    "anls",
                    line -> Map.of("anls", of(line.text("prediction"), line.texts("answers"))))
            .computed((answer, truth) -> Grade.of(of(answer.text(), truth.answers())));

    private static final double THRESHOLD = 0.5;

    private Anls() {}

    /**
     * 1 − the edit distance to the nearest answer, relative to the longer text; 0 where that is below 0.5. Exactly 0.5
     * stays. Distances are between the lower-cased texts with single spaces; lengths are of the texts as given, spaces
     * included (upper-cased, as the script has it: ß counts twice), in code points.
     *
     * @param answers at least one
     * @return 0, or 0.5 to 1
     * @throws IllegalArgumentException if there are no answers
     */
    public static double of(String prediction, List<String> answers) {
        Text predicted = Text.of(prediction);
        double distance = answers.stream()
                .mapToDouble(answer -> predicted.relativeDistance(Text.of(answer)))
                .min()
                .orElseThrow(() -> new IllegalArgumentException("ANLS needs at least one answer, got none"));
        double similarity = 1 - distance;
        return similarity < THRESHOLD ? 0 : similarity;
    }

    private record Text(int length, int[] plain) {
        static Text of(String text) {
            String upper = text.toUpperCase(Locale.ROOT);
            int[] plain = String.join(" ", PythonText.split(PythonText.lower(text)))
                    .codePoints()
                    .toArray();
            return new Text(PythonText.length(upper), plain);
        }

        double relativeDistance(Text other) {
            double longer = Math.max(length, other.length);
            if (longer == 0) {
                return 0;
            }
            double least = Math.abs(plain.length - other.plain.length) / longer;
            // That alone is too far: whatever more the texts differ in, the similarity is 0.
            return 1 - least < THRESHOLD ? least : EditDistance.between(plain, other.plain) / longer;
        }
    }
}
