package dev.vlmstream.evaluation.tasks;

import dev.vlmstream.evaluation.Named;
import dev.vlmstream.evaluation.Task;

/** What a definition's items are. */
public enum TaskKind implements Named {
    /** Questions, each with its right answers: the task {@link Task#QUESTION_ANSWERING}. */
    QUESTION_ANSWERING,
    /** Images of classes, asked in any of the tasks over class names. */
    CLASSIFICATION;

    /** Whether items of that kind can be asked so. */
    public boolean fits(Task task) {
        return this == QUESTION_ANSWERING ? task == Task.QUESTION_ANSWERING : !task.bringsQuestions();
    }
}
