package dev.vlmstream.evaluation.tasks;

import org.jspecify.annotations.Nullable;

/**
 * What someone published for a task.
 *
 * @param model as bundles are called; other names of it are those that reports know
 * @param value in percent of the task's first rule, or what {@code of} says
 * @param of what the value is, where it is not the accuracy of the task's first rule; it then stands beside no measured one
 * @param source the paper or page
 */
public record PublishedValue(
        String model, double value, @Nullable String of, String source) {}
