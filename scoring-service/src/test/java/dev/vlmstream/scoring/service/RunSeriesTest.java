package dev.vlmstream.scoring.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.RobustIntervals;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics;
import dev.vlmstream.scoring.ledger.ItemSum;
import dev.vlmstream.scoring.metrics.MetricCatalogue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunSeriesTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RunSeries series = new RunSeries(registry);

    @Test
    void whatJudgesMadeOfAModelsAnswersHasSeries() {
        series.show(List.of(run(
                model("m", Map.of("llm-judge", verdicts(0.25), "semantic", verdicts(0)), Map.of("semantic", 0.75)))));

        assertThat(value("vlmstream.run.verdicts", "rule", "llm-judge", "outcome", "given"))
                .isEqualTo(7);
        assertThat(value("vlmstream.run.verdicts", "rule", "llm-judge", "outcome", "unparsed"))
                .isEqualTo(2);
        assertThat(value("vlmstream.run.judged.accuracy", "rule", "semantic")).isEqualTo(0.75);
        assertThat(value("vlmstream.run.cost.usd", "of", "answers")).isEqualTo(0.5);
        assertThat(value("vlmstream.run.cost.usd", "of", "judges")).isEqualTo(0.25);
        assertThat(registry.find("vlmstream.run.judged.accuracy").gauges())
                .as("no verdict of llm-judge is given")
                .hasSize(1);
    }

    @Test
    void aRunWithoutJudgesHasNoSeriesOfThem() {
        series.show(List.of(run(model("m", Map.of(), Map.of()))));

        assertThat(registry.find("vlmstream.run.verdicts").gauges()).isEmpty();
        assertThat(registry.find("vlmstream.run.cost.usd").gauges()).hasSize(1);
    }

    @Test
    void howeverManyModelsAndRulesThereAreTheSeriesAreBounded() {
        Map<String, VerdictMetrics> rules = new TreeMap<>();
        IntStream.range(0, 9).forEach(i -> rules.put("rule-" + i, verdicts(1)));
        ModelMetrics[] models = IntStream.range(0, 50)
                .mapToObj(i -> model("m" + i, rules, Map.of()))
                .toArray(ModelMetrics[]::new);

        series.show(List.of(run(models)));

        assertThat(registry.find("vlmstream.run.verdicts").gauges()).hasSize(20 * 4 * 4);
        assertThat(registry.find("vlmstream.run.outcomes").gauges()).hasSize(20 * 4);
    }

    @Test
    void everyMetricThatHasAValueHasASeries() {
        series.show(List.of(run(model("m", Map.of(), Map.of("exact", 0.75)))));

        assertThat(value("vlmstream.run.metric", "metric", "exact", "of", "rule"))
                .isEqualTo(0.75);
        assertThat(value("vlmstream.run.metric", "metric", "cost", "of", "model"))
                .isEqualTo(0.5);
        assertThat(registry.find("vlmstream.run.metric").tag("metric", "brier").gauges())
                .as("undefined")
                .isEmpty();
    }

    @Test
    void runsThatAreNoLongerShownHaveNoSeries() {
        series.show(List.of(run(model("m", Map.of("semantic", verdicts(0)), Map.of()))));
        series.show(List.of());

        assertThat(registry.getMeters()).isEmpty();
    }

    private double value(String name, String... tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private static RunMetrics run(ModelMetrics... models) {
        return new RunMetrics("r", "open-world", 10L, true, null, true, 0.0, List.of(), List.of(models));
    }

    private static VerdictMetrics verdicts(double cost) {
        return new VerdictMetrics("gpt", 10, 7, 2, 1, 0, null, 0, 0, cost, null);
    }

    private static ModelMetrics model(
            String name, Map<String, VerdictMetrics> verdicts, Map<String, Double> accuracies) {
        Map<String, RuleMetrics> rules = new TreeMap<>();
        accuracies.forEach((rule, share) -> rules.put(rule, new RuleMetrics(8, 6, share, 0.1, 0.9, null)));
        RobustIntervals honest = new RobustIntervals(null, null, null, null, null);
        ModelMetrics.Builder model = new ModelMetrics.Builder();
        model.model = name;
        model.digest = "";
        model.task = "open-world";
        model.answered = 10;
        model.rules = rules;
        model.honest = honest;
        model.cost = 0.5;
        model.verdicts = verdicts;
        model.metrics = MetricCatalogue.of(model.build(), true, sum -> sum == ItemSum.MICRO_COST ? 500_000 : 0, null);
        return model.build();
    }
}
