package dev.vlmstream.evaluation.run;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Need;
import dev.vlmstream.evaluation.tasks.PromptForm;
import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskKind;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a benchmark's definition says of a run, where the run does not say it itself. */
final class BenchmarkSettings {
    private BenchmarkSettings() {}

    /** Whether what is given as the task is a benchmark's name: what is asked follows from it. */
    static boolean isDefinition(@Nullable Object task) {
        return task instanceof String name
                && Arrays.stream(Task.values()).noneMatch(one -> one.id().equals(name))
                && ShippedTasks.find(name).isPresent();
    }

    /**
     * Puts the definition, its name, and what it says of other settings.
     *
     * @param values those given; changed
     * @return what is wrong
     */
    static Optional<String> resolve(Map<RunSetting<?>, Object> values) {
        String name = (String) values.get(RunSettings.BENCHMARK);
        TaskDefinition definition = (TaskDefinition) values.get(RunSettings.DEFINITION);
        if (name == null && definition == null) {
            return Optional.empty();
        }
        try {
            if (definition == null) {
                definition = ShippedTasks.of(name);
            } else if (name != null && !name.equals(definition.id())) {
                throw new IllegalArgumentException("its definition is of the task " + definition.id());
            }
        } catch (IllegalArgumentException e) {
            return Optional.of("\"" + RunSettings.BENCHMARK.key() + "\": " + e.getMessage());
        }
        values.put(RunSettings.BENCHMARK, definition.id());
        values.put(RunSettings.DEFINITION, definition);
        if (definition.kind() == TaskKind.QUESTION_ANSWERING) {
            values.putIfAbsent(RunSettings.TASK, Task.QUESTION_ANSWERING);
            String style = (String) values.getOrDefault(RunSettings.PROMPT_STYLE, RunSettings.PROMPT_STYLE.fallback());
            PromptForm prompt = definition.prompt(style);
            if (definition.rules().stream().anyMatch(rule -> rule.needs().contains(Need.GUESS))) {
                values.putIfAbsent(RunSettings.GUESS, true);
            }
            if (prompt.maxNewTokens() != null) {
                values.putIfAbsent(RunSettings.MAX_NEW_TOKENS, prompt.maxNewTokens());
            }
        } else {
            if (!definition.data().templates().isEmpty()) {
                values.putIfAbsent(RunSettings.TEMPLATES, definition.data().templates());
            }
            if (!definition.data().classes().isEmpty()) {
                values.putIfAbsent(
                        RunSettings.CLASSES,
                        definition.data().classes().stream().distinct().toList());
            }
        }
        return Optional.empty();
    }

    /** A task's definition: an object of its file's keys, or that as a text, which is what manifests hold. */
    static final class DefinitionType implements ValueType<TaskDefinition> {
        @Override
        public TaskDefinition read(Object value) {
            try {
                if (value instanceof TaskDefinition definition) {
                    return ShippedTasks.requireSame(definition);
                }
                if (value instanceof Map<?, ?> map) {
                    return ShippedTasks.requireSame(TaskDefinition.of(map));
                }
                if (value instanceof String text && !text.isBlank()) {
                    return ShippedTasks.requireSame(TaskDefinition.parse(text));
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("is no task: " + e.getMessage(), e);
            }
            throw new IllegalArgumentException("must be " + words() + ", is " + ValueTypes.quoted(value));
        }

        @Override
        public String words() {
            return "an object with what a task's file says";
        }

        @Override
        public Object plain(TaskDefinition value) {
            return value.canonical();
        }
    }
}
