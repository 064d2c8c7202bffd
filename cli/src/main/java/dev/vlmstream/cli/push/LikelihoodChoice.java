package dev.vlmstream.cli.push;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.inference.Tokenisation;
import java.util.Optional;

/**
 * What is wished of class likelihoods.
 *
 * @param answerPrefix the words before the class name; empty takes the model family's
 * @param tokenisation which tokens of a name are scored
 */
public record LikelihoodChoice(Optional<String> answerPrefix, Tokenisation tokenisation) {
    public static final LikelihoodChoice DEFAULT = new LikelihoodChoice(Optional.empty(), Tokenisation.DIRECT);

    /** @throws CommandFailure naming the option that belongs to another task */
    void requireFits(Task task) {
        if (task != Task.CLASS_LIKELIHOOD && !equals(DEFAULT)) {
            String option = answerPrefix.isPresent() ? "--answer-prefix" : "--tokenisation";
            throw new CommandFailure(option + " belongs to the task class-likelihood, not to " + task.id());
        }
    }
}
