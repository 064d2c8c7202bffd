package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Line;
import dev.vlmstream.evaluation.judging.Need;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The accuracy of visual question answering against several people's answers (S. Antol et al., "VQA: Visual Question
 * Answering", ICCV 2015), as TextVQA (A. Singh et al., CVPR 2019) and lmms-eval compute it.
 */
public final class VqaAccuracy {
    public static final ComputedRule RULE = Declaration.of(
                    "vqa-accuracy",
                    "the grade is the VQA accuracy: a third of a point, up to one, for each other person who gave the answer, averaged over people",
                    "Antol et al. 2015; TextVQA's scorer")
            .needs(Need.ANSWERS)
            .graded()
            .lines("prediction, answers", "normalized, accuracy", VqaAccuracy::line)
            .computed((answer, truth) -> Grade.of(of(answer.text(), truth.answers())));

    private static final double ENOUGH = 3;
    /** More digits than the exact sum of doubles in [0, 1] has, so that only the last step rounds, as in Python. */
    private static final MathContext EXACT = new MathContext(80);

    private VqaAccuracy() {}

    /** An answer as it is compared: lower case, without articles and most punctuation, numbers as digits. */
    public static String normalized(String answer) {
        return VqaText.normalized(answer);
    }

    /**
     * For each person in turn, how many of the others gave the prediction: a third of a point each, at most one; of
     * that the mean. With ten answers: 0, 0.3, 0.6, 0.9 or 1.
     *
     * @param answers usually ten, at least one
     * @return 0 to 1
     * @throws IllegalArgumentException if there are no answers
     */
    public static double of(String prediction, List<String> answers) {
        return ofSame(
                normalized(prediction),
                answers.stream().map(VqaAccuracy::normalized).toList());
    }

    /**
     * As {@link #of}, of texts that are compared as they are.
     *
     * @throws IllegalArgumentException if there are no answers
     */
    public static double ofSame(String predicted, List<String> answers) {
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("VQA accuracy needs at least one answer, got none");
        }
        List<Boolean> matches = answers.stream().map(predicted::equals).toList();
        long all = matches.stream().filter(match -> match).count();
        BigDecimal sum =
                matches.stream().map(match -> share(match ? all - 1 : all)).reduce(BigDecimal.ZERO, BigDecimal::add);
        return sum.divide(BigDecimal.valueOf(answers.size()), EXACT).doubleValue();
    }

    /** The double that min(1, matches / 3) is, exactly. */
    private static BigDecimal share(long matches) {
        return new BigDecimal(Math.min(1, matches / ENOUGH));
    }

    private static Map<String, Object> line(Line line) {
        String prediction = line.text("prediction");
        Map<String, Object> computed = new LinkedHashMap<>();
        computed.put("normalized", normalized(prediction));
        computed.put("accuracy", of(prediction, line.texts("answers")));
        return computed;
    }
}
