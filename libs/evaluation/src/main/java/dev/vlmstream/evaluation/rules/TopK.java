package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Answer;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Grade;
import dev.vlmstream.evaluation.judging.Need;
import dev.vlmstream.evaluation.judging.Truth;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The label's place in a ranking of the classes. Rankings are judged by name: two classes of one name (ImageNet has two
 * such pairs) count as the same.
 */
public final class TopK {
    private static final String STUDY = "Zhang et al. 2024";

    public static final ComputedRule TOP1 = Declaration.of("top1", "the label ranks first", STUDY)
            .primaryFor(Task.ZERO_SHOT, Task.SUPERVISED)
            .needs(Need.RANKING)
            .computed(first(1, Answer::ranking));

    public static final ComputedRule TOP5 = Declaration.of("top5", "the label ranks among the first five", STUDY)
            .alsoFor(Task.ZERO_SHOT, Task.SUPERVISED)
            .needs(Need.RANKING)
            .computed(first(5, Answer::ranking));

    public static final ComputedRule LIKELIHOOD_SUM = Declaration.of(
                    "likelihood-sum", "the label has the largest sum of token log-probabilities", STUDY)
            .primaryFor(Task.CLASS_LIKELIHOOD)
            .needs(Need.LIKELIHOODS)
            .computed(first(1, Answer::ranking));

    public static final ComputedRule LIKELIHOOD_SUM_TOP5 = Declaration.of(
                    "likelihood-sum-top5",
                    "the label has one of the five largest sums of token log-probabilities",
                    STUDY)
            .alsoFor(Task.CLASS_LIKELIHOOD)
            .needs(Need.LIKELIHOODS)
            .computed(first(5, Answer::ranking));

    public static final ComputedRule LIKELIHOOD_MEAN = Declaration.of(
                    "likelihood-mean", "the label has the largest mean of token log-probabilities", STUDY)
            .alsoFor(Task.CLASS_LIKELIHOOD)
            .needs(Need.LIKELIHOODS)
            .computed(first(1, Answer::byMean));

    public static final ComputedRule LIKELIHOOD_MEAN_TOP5 = Declaration.of(
                    "likelihood-mean-top5",
                    "the label has one of the five largest means of token log-probabilities",
                    STUDY)
            .alsoFor(Task.CLASS_LIKELIHOOD)
            .needs(Need.LIKELIHOODS)
            .computed(first(5, Answer::byMean));

    private TopK() {}

    private static BiFunction<Answer, Truth, Grade> first(int k, Function<Answer, List<String>> ranking) {
        return (answer, truth) -> {
            List<String> names = ranking.apply(answer);
            return Grade.of(names.subList(0, Math.min(k, names.size())).contains(truth.label()));
        };
    }
}
