package dev.vlmstream.evaluation.verdicts;

import dev.vlmstream.evaluation.rules.VqaAccuracy;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a judge compares an answer with. */
public final class RightAnswers {
    /** From this VQA accuracy on an answer counts as right: of ten people two gave it. */
    private static final double ENOUGH = 0.5;

    private RightAnswers() {}

    /**
     * The label, then what else counts as right, each once. Where people were asked, of whom some err, what VQA accuracy
     * grades 0.5 or more; of other tasks all answers.
     *
     * @param definition null: the label alone is right
     * @param answers of the question; may be empty
     */
    public static List<String> of(@Nullable TaskDefinition definition, String label, List<String> answers) {
        Set<String> right = new LinkedHashSet<>();
        right.add(label);
        if (definition != null) {
            answers.stream()
                    .filter(answer -> !definition.asksPeople() || VqaAccuracy.of(answer, answers) >= ENOUGH)
                    .forEach(right::add);
        }
        return List.copyOf(right);
    }
}
