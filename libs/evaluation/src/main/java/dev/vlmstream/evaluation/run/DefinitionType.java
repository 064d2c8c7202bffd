package dev.vlmstream.evaluation.run;

import dev.vlmstream.evaluation.tasks.ShippedTasks;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import java.util.Map;

/** A task's definition: an object of its file's keys, or that as a text, which is what manifests hold. */
final class DefinitionType implements ValueType<TaskDefinition> {
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
