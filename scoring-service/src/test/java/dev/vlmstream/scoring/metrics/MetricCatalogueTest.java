package dev.vlmstream.scoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.evaluation.metrics.Metric;
import dev.vlmstream.rest.metrics.MetricValue;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.LikelihoodCalibration;
import dev.vlmstream.rest.metrics.ModelMetrics.PopeMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.Reliability;
import dev.vlmstream.rest.metrics.ModelMetrics.RobustIntervals;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.scoring.ledger.ItemSum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricCatalogueTest {
    private static final RuleMetrics HALF = new RuleMetrics(8, 4, 0.5, 0.2, 0.8, null);
    private static final RuleMetrics GRADED = new RuleMetrics(8, 3, 0.25, 0.1, 0.4, true);

    @Test
    void everythingThatAModelHasIsInTheListInTheOrderInWhichItIsShown() {
        assertThat(listed(full()))
                .extracting(MetricValue::id)
                .containsExactly(
                        "exact",
                        "anls",
                        "likelihood-calibrated",
                        "likelihood-cross-fitted",
                        "precision",
                        "recall",
                        "f1",
                        "meanPerClassRecall",
                        "expectedCalibrationError",
                        "brier",
                        "designEffect",
                        "itemsPerSecond",
                        "tokens",
                        "tokensPerSecond",
                        "cost");
    }

    @Test
    void aShareHasItsCountsAndAMeanGradeHasNone() throws Exception {
        JsonNode metrics = json(full());
        assertThat(metrics.get(0).toString())
                .isEqualTo(
                        "{\"id\":\"exact\",\"title\":\"exact\",\"of\":\"rule\",\"value\":0.5,\"low\":0.2,\"high\":0.8,"
                                + "\"level\":0.95,\"interval\":\"fixed-n\",\"n\":8,\"correct\":4,\"format\":\"percent\",\"better\":\"higher\",\"help\":\"The"
                                + " share of answers that are right.\"}");
        assertThat(metrics.get(1).path("format").asText()).isEqualTo("grade");
        assertThat(metrics.get(1).has("correct")).isFalse();
        assertThat(metrics.get(2).path("title").asText()).isEqualTo("calibrated, best α of these items: 3");
    }

    @Test
    void ofACountOfWhatModelsSayNeitherMoreNorLessIsBetter() {
        assertThat(listed(model(8, Map.of("said-yes", HALF, "pope", HALF), null, null, null, null, null, 0, 0)))
                .filteredOn(metric -> metric.of().equals("rule"))
                .extracting(metric -> metric.id() + " " + metric.better())
                .containsExactlyInAnyOrder("said-yes neither", "pope higher");
    }

    @Test
    void whatIsUndefinedIsThereWithoutAValue() throws Exception {
        JsonNode f1 = json(full()).get(6);
        assertThat(f1.path("id").asText()).isEqualTo("f1");
        assertThat(f1.get("value").isNull()).isTrue();
        assertThat(f1.has("low")).isFalse();
        assertThat(listed(inWords()))
                .extracting(metric -> metric.id() + " " + metric.value() + " " + metric.n())
                .containsExactly("expectedCalibrationError null 0", "brier null 0");
    }

    @Test
    void aModelThatHasNotAnsweredHasNone() {
        assertThat(listed(model(0, Map.of(), null, null, null, null, null, 0, 0)))
                .isEmpty();
    }

    @Test
    void everyMetricSaysHowItIsShownAndWhatItIs() {
        assertThat(listed(full())).allSatisfy(metric -> {
            assertThat(Metric.Format.of(metric.format()).id()).isEqualTo(metric.format());
            assertThat(metric.help()).isNotBlank().hasSizeLessThan(130);
            assertThat(metric.title()).isNotBlank();
        });
        assertThat(listed(full())).extracting(MetricValue::id).doesNotHaveDuplicates();
    }

    @Test
    void theListIsBesideTheFieldsThatScriptsKnow() throws Exception {
        JsonNode json = new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(full()));
        assertThat(json.fieldNames())
                .toIterable()
                .startsWith(
                        "model",
                        "digest",
                        "dtypes",
                        "task",
                        "answered",
                        "failed",
                        "unparsed",
                        "refused",
                        "primaryRule",
                        "rules")
                .endsWith("reliability", "poll", "firstAt", "lastAt", "metrics");
        assertThat(json.path("meanPerClassRecall").asDouble()).isEqualTo(0.4);
        assertThat(json.path("metrics").get(7).path("value").asDouble()).isEqualTo(0.4);
    }

    /** With the sums that the model's fields were made of. */
    private static List<MetricValue> listed(ModelMetrics model) {
        return MetricCatalogue.of(
                model, true, sum -> sum == ItemSum.TOKENS ? model.tokens() : Math.round(model.cost() * 1e6), null);
    }

    private static JsonNode json(ModelMetrics model) throws Exception {
        return new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(listed(model)));
    }

    private static ModelMetrics full() {
        Map<String, RuleMetrics> rules = new LinkedHashMap<>();
        rules.put("exact", HALF);
        rules.put("anls", GRADED);
        PopeMetrics.Figure figure = new PopeMetrics.Figure(0.5, 0.3, 0.7);
        return model(
                8,
                rules,
                0.4,
                1.5,
                new LikelihoodCalibration(List.of(), 3, HALF, HALF, HALF),
                new Reliability(8, 0.03, 0.15, List.of(), List.of()),
                new PopeMetrics(figure, figure, null),
                12,
                0.5);
    }

    private static ModelMetrics inWords() {
        return model(8, Map.of(), null, null, null, null, null, 0, 0);
    }

    private static ModelMetrics model(
            long answered,
            Map<String, RuleMetrics> rules,
            Double recall,
            Double rate,
            LikelihoodCalibration calibration,
            Reliability reliability,
            PopeMetrics poll,
            long tokens,
            double cost) {
        ModelMetrics.Builder model = new ModelMetrics.Builder();
        model.model = "m";
        model.digest = "";
        model.task = "open-world";
        model.answered = answered;
        model.rules = rules;
        model.meanPerClassRecall = recall;
        model.meanPerClassRecallLow = recall;
        model.meanPerClassRecallHigh = recall;
        model.itemsPerSecond = rate;
        model.tokens = tokens;
        model.tokensPerSecond = tokens == 0 ? null : rate;
        model.honest = new RobustIntervals(null, null, null, null, rate);
        model.cost = cost;
        model.calibration = calibration;
        model.reliability = reliability;
        model.poll = poll;
        model.metrics = listed(model.build());
        return model.build();
    }
}
