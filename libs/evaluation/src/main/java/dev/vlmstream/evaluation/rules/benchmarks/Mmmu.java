package dev.vlmstream.evaluation.rules.benchmarks;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Need;
import dev.vlmstream.evaluation.judging.Truth;
import dev.vlmstream.evaluation.rules.OptionLetter;
import java.util.List;
import java.util.Optional;

/**
 * MMMU (X. Yue et al., "MMMU", CVPR 2024) as its own {@code eval_utils.py} judges it: a question with options by the letter that
 * {@link OptionLetter} reads, one without by {@link OpenAnswer}. Where no letter can be read the original draws one, from one
 * generator for all answers, so that the number depends on their order; here it is unparsed, and {@code mmmu-guess} takes a letter
 * that was drawn from the run's seed and the item.
 */
public final class Mmmu {
    public static final ComputedRule MMMU = Declaration.of(
                    "mmmu",
                    "the letter that the answer settles on is the right one, else it is unparsed; without options, it has the right number or text",
                    "MMMU, eval_utils.py")
            .computed((answer, truth) ->
                    truth.options().isEmpty() ? open(answer.text(), truth) : lettered(answer.text(), truth));

    public static final ComputedRule MMMU_GUESS = Declaration.of(
                    "mmmu-guess",
                    "as mmmu, and where the answer has no letter one that was drawn before it came",
                    "MMMU, eval_utils.py")
            .needs(Need.GUESS)
            .computed((answer, truth) ->
                    truth.options().isEmpty() ? open(answer.text(), truth) : guessed(answer.text(), truth));

    private Mmmu() {}

    private static Grade lettered(String answer, Truth truth) {
        Optional<String> letter = OptionLetter.parse(answer, truth.options());
        return Grade.of(letter, letter.filter(truth.label()::equals).isPresent());
    }

    private static Grade guessed(String answer, Truth truth) {
        return Grade.of(OptionLetter.parse(answer, truth.options())
                .orElse(truth.guess())
                .equals(truth.label()));
    }

    private static Grade open(String answer, Truth truth) {
        List<String> right = truth.answers().isEmpty() ? List.of(truth.label()) : truth.answers();
        return Grade.of(OpenAnswer.isRight(answer, right));
    }
}
