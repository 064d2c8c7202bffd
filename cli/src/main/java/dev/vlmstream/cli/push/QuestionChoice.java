package dev.vlmstream.cli.push;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.evaluation.Benchmark;
import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.Variant;
import java.util.Optional;

/**
 * What is wished of runs whose items bring their questions.
 *
 * @param benchmark whose prompt asks and whose rules judge; empty for all tasks but question answering
 * @param variant what is changed of each question; empty: nothing
 * @param guess multiple choice: whether a letter is drawn where an answer names none
 */
public record QuestionChoice(Optional<Benchmark> benchmark, Optional<Variant> variant, boolean guess) {
    public static final QuestionChoice NONE = new QuestionChoice(Optional.empty(), Optional.empty(), false);

    /** @throws CommandFailure naming the option that is missing or of another task */
    void requireFits(Task task) {
        if (task == Task.QUESTION_ANSWERING && benchmark.isEmpty()) {
            throw new CommandFailure(
                    "the task question-answering needs --benchmark: textvqa, docvqa, ai2d, chartqa or pope");
        }
        if (task != Task.QUESTION_ANSWERING && benchmark.isPresent()) {
            throw new CommandFailure("--benchmark belongs to the task question-answering, not to " + task.id());
        }
        if (guess && task != Task.MULTIPLE_CHOICE) {
            throw new CommandFailure("--guess belongs to the task multiple-choice, not to " + task.id());
        }
        variant.ifPresent(chosen -> chosen.requireFits(task));
    }
}
