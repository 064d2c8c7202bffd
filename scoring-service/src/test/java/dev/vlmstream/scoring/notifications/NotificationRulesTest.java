package dev.vlmstream.scoring.notifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.rest.metrics.MetricValue;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.RobustIntervals;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.RunMetrics;
import dev.vlmstream.schemas.Notification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a run, and when. */
class NotificationRulesTest {
    private static final NotificationRules HAPPENINGS = new NotificationRules(
            0.05, List.of(Threshold.of("accuracy >= 0.8"), Threshold.of("accuracy<=0.2"), Threshold.of("top5>=0.9")));

    @Test
    void accuracyHasPassedAThresholdWhenItsConfidenceSequenceHas() {
        assertThat(told(run(100, false, model(50, 0, 0.9, 0.79, 0.96, 0.95)))).isEmpty();

        List<Notification> told = told(run(100, false, model(50, 0, 0.9, 0.81, 0.96, 0.95)));

        assertThat(told).singleElement().satisfies(one -> {
            assertThat(one.getId()).isEqualTo("threshold/r/a%2Fb/accuracy%3E%3D0.8");
            assertThat(one.getModel()).isEqualTo("a/b");
            assertThat(one.getValue()).isEqualTo(0.9);
            assertThat(one.getLow()).isEqualTo(0.81);
            assertThat(one.getLimit()).isEqualTo(0.8);
            assertThat(one.getText())
                    .isEqualTo("r: accuracy of a/b is 0.9000 (0.8100 to 0.9600) after 50 items: accuracy>=0.8");
        });
    }

    @Test
    void ofACompleteRunTheValueDecidesAndOtherMetricsAreLookedAt() {
        List<Notification> told = told(run(50, true, model(50, 0, 0.81, 0.7, 0.9, 0.95)));

        assertThat(told)
                .extracting(Notification::getId)
                .containsExactly(
                        "threshold/r/a%2Fb/accuracy%3E%3D0.8", "threshold/r/a%2Fb/top5%3E%3D0.9", "complete/r");
        assertThat(told.get(2).getText()).isEqualTo("r is complete: 50 items. a/b top1 81.0 % (75.0 % to 97.0 %)");
    }

    @Test
    void aCompleteRunWithFailuresIsCalledSo() {
        List<Notification> told = told(run(52, true, model(50, 2, 0.81, 0.7, 0.9, 0.5)));

        assertThat(told.get(told.size() - 1).getText())
                .startsWith("r is complete, 2 failed: 52 items. a/b top1 81.0 %");
    }

    @Test
    void failuresAreToldOnceTheyAreMoreThanTheShareOfAllItems() {
        assertThat(told(run(100, false, model(10, 5, 0.5, 0.3, 0.7, 0.6)))).isEmpty();

        assertThat(told(run(100, false, model(10, 6, 0.5, 0.3, 0.7, 0.6))))
                .singleElement()
                .extracting(Notification::getId, Notification::getText)
                .containsExactly("failures/r/a%2Fb", "r: 6 of 100 items failed for a/b, more than 5.0 %");
        assertThat(told(run(null, false, model(10, 6, 0.5, 0.3, 0.7, 0.6)))).isEmpty();
    }

    @Test
    void aRunThatWillNeverBeCompleteIsToldOfAsSuch() {
        assertThat(told(run(-5, false, "-5 items", model(1, 6, 0.5, 0.3, 0.7, 0.6))))
                .singleElement()
                .extracting(Notification::getId, Notification::getEvent, Notification::getText)
                .containsExactly("miscounted/r", "miscounted", "r: -5 items");
    }

    @ParameterizedTest
    @ValueSource(strings = {"accuracy", "accuracy>0.8", ">=0.8", "accuracy>=much", "accuracy>=0.8>=0.9"})
    void whatIsNoThresholdIsRefused(String text) {
        assertThatThrownBy(() -> Threshold.of(text)).hasMessageContaining("METRIC>=VALUE");
    }

    private static List<Notification> told(RunMetrics run) {
        return HAPPENINGS.of(run, 1000);
    }

    private static RunMetrics run(Integer items, boolean complete, ModelMetrics model) {
        return run(items, complete, null, model);
    }

    private static RunMetrics run(Integer items, boolean complete, String problem, ModelMetrics model) {
        return new RunMetrics(
                "r",
                "zero-shot",
                items == null ? null : (long) items,
                complete,
                problem,
                null,
                null,
                List.of(),
                List.of(model));
    }

    private static ModelMetrics model(
            long answered, long failed, double accuracy, double low, double high, double top5) {
        RuleMetrics rule = new RuleMetrics(answered, 1, accuracy, 0.75, 0.97, null);
        MetricValue metric = new MetricValue(
                "top5", "top-5", "rule", top5, 0.9, 1.0, 0.95, null, answered, 1L, "percent", "higher", "");
        ModelMetrics.Builder model = new ModelMetrics.Builder();
        model.model = "a/b";
        model.digest = "";
        model.task = "zero-shot";
        model.answered = answered;
        model.failed = failed;
        model.primaryRule = "top1";
        model.rules = Map.of("top1", rule);
        model.honest = new RobustIntervals(low, high, null, null, null);
        model.metrics = List.of(metric);
        return model.build();
    }
}
