package dev.vlmstream.evaluation.tasks;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Judgement;
import dev.vlmstream.evaluation.judging.Line;
import dev.vlmstream.evaluation.judging.Need;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.rules.Judge;
import dev.vlmstream.evaluation.rules.Rules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules that can be applied to a file, by the names that {@code score --rule} takes. */
public final class LineRules {
    private LineRules() {}

    private static LineRule computing(Function<Line, Map<String, Object>> rule) {
        return fields -> {
            Line line = new Line(fields);
            return line.with(rule.apply(line));
        };
    }

    /**
     * All rules of a task at once. A line has {@code prediction} (or {@code response}), or {@code ranking}; {@code label} or
     * {@code answers}; and where the task takes them {@code options} (or {@code choices}) and names such as {@code synonyms}.
     * It gets {@code rules}, {@code grades} and {@code parsed}, as an export has them.
     *
     * @param definition null for all tasks but question answering
     * @throws IllegalArgumentException if the task cannot be judged line by line, or lacks its definition
     */
    public static LineRule of(Task task, @Nullable TaskDefinition definition) {
        return computing(new TaskLines(task, definition)::judge);
    }

    /**
     * Checks that a rule judges a task.
     *
     * @param definition null where any will do, and for all tasks but question answering
     * @throws IllegalArgumentException if it does not; the message lists those that do
     */
    public static void requireOf(String id, Task task, @Nullable TaskDefinition definition) {
        of(id);
        List<TaskDefinition> any = definition == null ? ShippedTasks.all() : List.of(definition);
        List<String> known = any.stream()
                .flatMap(one -> Rules.of(task, one).stream())
                .filter(rule -> rule.lines().isPresent())
                .map(Rule::id)
                .distinct()
                .toList();
        if (!known.contains(id)) {
            throw new IllegalArgumentException("rule '" + id + "' does not judge the task " + task.id()
                    + (definition == null ? "" : " of " + definition.id()) + "; its rules: "
                    + String.join(", ", known));
        }
    }

    /** Those whose data a line can have. */
    public static List<ComputedRule> all() {
        return Rules.COMPUTED.stream().filter(rule -> rule.lines().isPresent()).toList();
    }

    /** @throws IllegalArgumentException if there is no such rule; the message lists the known ones */
    public static LineRule of(String id) {
        return all().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .map(rule -> computing(rule.lines().orElseThrow().compute()))
                .orElseThrow(() -> new IllegalArgumentException("unknown rule '" + id + "'; rules for files: "
                        + all().stream().map(Rule::id).collect(Collectors.joining(", "))));
    }

    /**
     * All rules of a task over lines, as the services apply them: {@code rules}, {@code grades} where a rule gives part credit,
     * and {@code parsed} where something is parsed.
     */
    private static final class TaskLines {
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
                throw new IllegalArgumentException(
                        "class likelihoods are judged in runs, over all images; use metrics");
            }
            this.task = task;
            this.definition = definition;
            this.needs = Rules.of(task, definition).stream()
                    .flatMap(rule -> rule.needs().stream())
                    .collect(Collectors.toUnmodifiableSet());
        }

        Map<String, Object> judge(Line line) {
            Judgement judgement = Judge.judge(
                    task, line.answer(task.answers() == Task.Answers.RANKING), line.truth(definition, needs));
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

    /** Judges a line of a file of predictions, given as the fields of its JSON object. */
    @FunctionalInterface
    public interface LineRule {
        /**
         * The line with the rule's result.
         *
         * @param line fields by name; strings are String, arrays List
         * @return the line's fields in their order, with the computed ones replaced or appended
         * @throws IllegalArgumentException if a field that the rule reads is missing or has the wrong type; the message
         *     names it
         */
        Map<String, Object> judge(Map<String, Object> line);
    }
}
