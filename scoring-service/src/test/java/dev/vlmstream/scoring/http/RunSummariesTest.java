package dev.vlmstream.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.metrics.MetricValue;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.RuleMetrics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunSummariesTest {
    @Test
    void aNumberThatWasChosenOnTheItemsJudgedIsNeverTheBest() {
        ModelMetrics honest = model("m/probe-last", 5, false);
        ModelMetrics tooHigh = model("m/probe-last-best-epoch", 8, true);

        assertThat(RunSummaries.best(List.of(tooHigh, honest)).model()).isEqualTo("m/probe-last");
        assertThat(RunSummaries.best(List.of(tooHigh))).isNull();
    }

    private static ModelMetrics model(String name, long correct, boolean optimistic) {
        RuleMetrics score = new RuleMetrics(10, correct, correct / 10.0, 0.1, 0.9, null);
        MetricValue.Builder shown = new MetricValue.Builder();
        shown.id = "top1";
        shown.of = "rule";
        ModelMetrics.Builder model = new ModelMetrics.Builder();
        model.model = name;
        model.primaryRule = "top1";
        model.rules = Map.of("top1", score);
        model.optimistic = optimistic;
        model.metrics = List.of(shown.build());
        return model.build();
    }
}
