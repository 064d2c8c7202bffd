package dev.vlmstream.rest.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a model while it was trained.
 *
 * @param training as the runs' tag {@code training} names it
 * @param points those without a step first, which are what it is compared with; then by step, and of one step the older run first
 */
public record TrainingCurve(String training, List<TrainingPoint> points) {

    /**
     * One model of one run of a training.
     *
     * @param step as the run's tag {@code step} says; null: the model is no checkpoint, but what they are compared with
     * @param loss as its tag {@code loss} says; null: it says nothing
     * @param items of the run; null until it is known
     * @param counted how many of them something became of
     * @param complete all of them
     * @param createdAt of the run, milliseconds since the epoch
     * @param primaryRule null as long as nothing came of the model
     * @param rules by the rule's id
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record TrainingPoint(
            String run,
            String model,
            @Nullable Long step,
            @Nullable Double loss,
            @Nullable Long items,
            long counted,
            boolean complete,
            long createdAt,
            @Nullable String primaryRule,
            Map<String, RuleMetrics> rules) {}
}
