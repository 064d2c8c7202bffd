package dev.vlmstream.cli.report.results;

import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.evaluation.run.RunSettings;
import dev.vlmstream.evaluation.run.RunSpec;
import dev.vlmstream.evaluation.tasks.TaskDefinition;
import dev.vlmstream.evaluation.tasks.TaskDefinition.PublishedValue;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.PairedMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.runs.RunDetails;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One run as the scoring service reports it: its manifest, its numbers, its pairs of models.
 *
 * @param names of models under which their numbers were published, by the names that they have here; those that are called by
 *     a known name or alias need none
 */
public record RunResult(RunDetails details, RunMetrics metrics, List<PairedMetrics> pairs, Map<String, String> names) {

    public static RunResult of(ScoringClient client, String run, Map<String, String> names) {
        return new RunResult(client.run(run), client.metrics(run), client.pairs(run), names);
    }

    /** The name under which a model's numbers were published, or else its own. */
    public String publishedName(String model) {
        String name = names.getOrDefault(model, model);
        return PublishedValues.model(name).orElse(name);
    }

    /** What was published of this dataset under a setting, in percent or as a coefficient. */
    public OptionalDouble published(String setting, String model) {
        return PublishedValues.value(dataset(), setting, publishedName(model));
    }

    public String run() {
        return details.run();
    }

    public String dataset() {
        return details.dataset();
    }

    public String task() {
        return details.task();
    }

    public boolean hasLabels() {
        return details.labels() != null;
    }

    public List<ModelMetrics> models() {
        return metrics.models();
    }

    /** The settings that are not the default, in words, by their keys. */
    public Map<String, String> settings() {
        return spec().notDefault();
    }

    /**
     * In which models are asked otherwise than by default, in words; empty if in nothing. Seed and number of labels have places
     * of their own, and in which draw labels come is left to chance like the seed.
     */
    public List<String> variant() {
        return changes().entrySet().stream().map(RunResult::words).toList();
    }

    /** The same by the settings' keys. */
    public Map<String, String> changes() {
        Map<String, String> changes = new LinkedHashMap<>(spec().changingAnswers());
        changes.remove(RunSettings.SEED.key());
        changes.remove(RunSettings.LABELS.key());
        changes.remove(RunSettings.DRAW.key());
        RunSpec spec = spec();
        spec.find(RunSettings.DEFINITION)
                .map(definition ->
                        definition.prompt(spec.get(RunSettings.PROMPT_STYLE)).maxNewTokens())
                .filter(most -> most.equals(spec.get(RunSettings.MAX_NEW_TOKENS)))
                .ifPresent(most -> changes.remove(RunSettings.MAX_NEW_TOKENS.key()));
        return changes;
    }

    public RunSpec spec() {
        return spec(details);
    }

    /** The settings in the answer about a run. */
    public static RunSpec spec(RunDetails details) {
        return RunSpec.ofFields(details.fields());
    }

    public static String words(Map.Entry<String, String> setting) {
        String name = setting.getKey().replace('-', ' ');
        return setting.getValue().equals("true") ? name : name + " " + setting.getValue();
    }

    /** Whether a model's numbers are too high, as {@link ModelMetrics#optimistic} says. */
    public boolean isOptimistic(String model) {
        return models().stream().anyMatch(one -> one.optimistic() && one.model().equals(model));
    }

    public boolean isWorld() {
        return task().equals("open-world") || task().equals("closed-world");
    }

    /** The same images, the same task, as many labels: only the way of asking may differ. */
    public boolean hasTheTaskOf(RunResult other) {
        return isOver(other) && task().equals(other.task()) && Objects.equals(details.labels(), other.details.labels());
    }

    /** The same images. */
    public boolean isOver(RunResult other) {
        return dataset().equals(other.dataset())
                && Objects.equals(details.split(), other.details.split())
                && Objects.equals(details.items(), other.details.items())
                && details.seed() == other.details.seed();
    }

    /**
     * What was published of the run's benchmark for a model, in percent, where models are asked as there: in the benchmark's
     * own wording or the study's text, and of a classification by zero shot.
     */
    public OptionalDouble publishedOfBenchmark(String model) {
        Optional<TaskDefinition> definition = spec().find(RunSettings.DEFINITION);
        boolean asked = List.of("question-answering", "zero-shot").contains(task())
                && variant().stream().allMatch("prompt style study"::equals);
        return definition.isEmpty() || !asked
                ? OptionalDouble.empty()
                : definition.get().published().stream()
                        .filter(value ->
                                value.of() == null && PublishedValues.isSameModel(value.model(), publishedName(model)))
                        .mapToDouble(PublishedValue::value)
                        .findFirst();
    }

    /** The rate of a model under its primary rule. */
    public ReportedRate line(ModelMetrics model, String setting, String publishedSetting) {
        return line(
                model,
                setting,
                primaryRule(model),
                model.primary().orElse(null),
                publishedAnywhere(publishedSetting, model.model()));
    }

    private OptionalDouble publishedAnywhere(String setting, String model) {
        OptionalDouble value = published(setting, model);
        return value.isPresent() ? value : publishedOfBenchmark(model);
    }

    public static String primaryRule(ModelMetrics model) {
        return model.primaryRule() == null ? "–" : model.primaryRule();
    }

    /** @param counts null: none are judged */
    public ReportedRate line(
            ModelMetrics model, String setting, String rule, @Nullable RuleMetrics counts, OptionalDouble published) {
        return new ReportedRate(
                dataset(),
                run(),
                model.model(),
                model.optimistic() ? setting + ", " + ModelMetrics.TOO_HIGH : setting,
                rule,
                Rate.of(counts),
                model.unparsed(),
                model.failed() + model.refused(),
                published,
                Optional.empty());
    }
}
