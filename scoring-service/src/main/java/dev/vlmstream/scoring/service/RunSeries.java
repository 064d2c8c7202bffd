package dev.vlmstream.scoring.service;

import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics;
import dev.vlmstream.scoring.metrics.MeasuredRun;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The series of some runs: of at most 20 models of each, and of at most 4 rules of judges and 20 metrics of each model. */
final class RunSeries {
    private static final int MODELS = 20;
    private static final int JUDGED_RULES = 4;
    private static final int METRICS = 20;

    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();
    private final Map<String, List<Row<?>>> rows = new LinkedHashMap<>();

    RunSeries(MeterRegistry registry) {
        this.registry = registry;
        gauge("items", "Items of a run");
        gauge("outcomes", "Items of a run and model with that outcome");
        gauge("accuracy", "Accuracy under the primary rule, a fraction");
        gauge("verdicts", "Verdicts of a judge on a model's answers, by outcome");
        gauge("judged.accuracy", "Share of the verdicts given that call the answer right");
        gauge("cost.usd", "What a model's answers cost, and what their judges cost");
        gauge("metric", "Every metric of a model that has a value, shares as fractions");
    }

    private void gauge(String name, String description) {
        gauges.put(
                name,
                MultiGauge.builder("vlmstream.run." + name)
                        .description(description + ", of the newest runs")
                        .register(registry));
        rows.put(name, new ArrayList<>());
    }

    /** Shows these runs and no others. For one thread. */
    void show(List<RunMetrics> runs) {
        rows.values().forEach(List::clear);
        runs.forEach(this::run);
        gauges.forEach((name, gauge) -> gauge.register(List.copyOf(rows.get(name)), true));
    }

    private void run(RunMetrics run) {
        Tags tags = Tags.of("run", run.run());
        row("items", tags, run.items());
        run.models().stream().limit(MODELS).forEach(model -> model(tags.and("model", model.model()), model));
    }

    private void model(Tags tags, ModelMetrics model) {
        outcomes(tags, model);
        model.metrics().stream()
                .limit(METRICS)
                .forEach(metric ->
                        row("metric", tags.and("metric", metric.id()).and("of", metric.of()), metric.value()));
        accuracy("accuracy", tags, model, model.primaryRule());
        row("cost.usd", tags.and("of", "answers"), model.cost());
        model.verdicts().entrySet().stream().limit(JUDGED_RULES).forEach(rule -> {
            verdicts(tags.and("rule", rule.getKey()), rule.getValue());
            accuracy("judged.accuracy", tags, model, rule.getKey());
        });
        if (!model.verdicts().isEmpty()) {
            row("cost.usd", tags.and("of", "judges"), MeasuredRun.judgingCost(List.of(model)));
        }
    }

    private void outcomes(Tags tags, ModelMetrics model) {
        row("outcomes", tags.and("outcome", "answered"), model.answered());
        row("outcomes", tags.and("outcome", "unparsed"), model.unparsed());
        row("outcomes", tags.and("outcome", "refused"), model.refused());
        row("outcomes", tags.and("outcome", "failed"), model.failed());
    }

    private void verdicts(Tags tags, VerdictMetrics verdicts) {
        row("verdicts", tags.and("outcome", "given"), verdicts.given());
        row("verdicts", tags.and("outcome", "unparsed"), verdicts.unparsed());
        row("verdicts", tags.and("outcome", "refused"), verdicts.refused());
        row("verdicts", tags.and("outcome", "failed"), verdicts.failed());
    }

    private void accuracy(String gauge, Tags tags, ModelMetrics model, @Nullable String rule) {
        RuleMetrics counts = rule == null ? null : model.rules().get(rule);
        if (counts != null) {
            row(gauge, tags.and("rule", rule), counts.accuracy());
        }
    }

    /** @param value null: there is none, and no row */
    private void row(String gauge, Tags tags, @Nullable Number value) {
        if (value != null) {
            rows.get(gauge).add(Row.of(tags, value));
        }
    }
}
