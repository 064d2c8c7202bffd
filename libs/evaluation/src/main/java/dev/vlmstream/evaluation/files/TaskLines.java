package dev.vlmstream.evaluation.files;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Line;
import dev.vlmstream.evaluation.judging.Need;
import dev.vlmstream.evaluation.rules.Judge;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All rules of a task over lines, as the services apply them: {@code rules}, {@code grades} where a rule gives part credit,
 * and {@code parsed} where something is parsed.
 */
final class TaskLines {
    private final Task task;
    private final @Nullable TaskDefinition definition;
    private final Set<Need> needs;

    TaskLines(Task task, @Nullable TaskDefinition definition) {
        if (task == Task.QUESTION_ANSWERING && definition == null) {
            throw new IllegalArgumentException("the task question-answering needs a benchmark, yours or one of "
                    + String.join(", ", ShippedTasks.IDS));
        }
        if (task != Task.QUESTION_ANSWERING && definition != null) {
            throw new IllegalArgumentException(
                    "a benchmark belongs to the task question-answering, not to " + task.id());
        }
        if (task.answers() == Task.Answers.LIKELIHOODS) {
            throw new IllegalArgumentException("class likelihoods are judged in runs, over all images; use metrics");
        }
        this.task = task;
        this.definition = definition;
        this.needs = Rules.of(task, definition).stream()
                .flatMap(rule -> rule.needs().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    Map<String, Object> judge(Line line) {
        Judgement judgement =
                Judge.judge(task, line.answer(task.answers() == Task.Answers.RANKING), line.truth(definition, needs));
        Map<String, Object> computed = new LinkedHashMap<>();
        if (task.answers() == Task.Answers.OPTION || judgement.parsed() != null || judgement.unparsed()) {
            computed.put("parsed", judgement.parsed());
        }
        computed.put("rules", judgement.rules());
        if (!judgement.grades().isEmpty()) {
            computed.put("grades", judgement.grades());
        }
        return computed;
    }
}
