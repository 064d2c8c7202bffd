package dev.vlmstream.scoring.metrics;

import static dev.vlmstream.evaluation.metrics.Metric.Better.HIGHER;
import static dev.vlmstream.evaluation.metrics.Metric.Better.LOWER;
import static dev.vlmstream.evaluation.metrics.Metric.Better.NEITHER;
import static dev.vlmstream.evaluation.metrics.Metric.Format.COUNT;
import static dev.vlmstream.evaluation.metrics.Metric.Format.GRADE;
import static dev.vlmstream.evaluation.metrics.Metric.Format.NUMBER;
import static dev.vlmstream.evaluation.metrics.Metric.Format.PERCENT;
import static dev.vlmstream.evaluation.metrics.Metric.Format.PER_SECOND;
import static dev.vlmstream.evaluation.metrics.Metric.Format.USD;
import static dev.vlmstream.evaluation.metrics.Metric.Subject.MODEL;
import static dev.vlmstream.evaluation.metrics.Metric.Subject.RULE;

import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.metrics.GroupedCounts;
import dev.vlmstream.evaluation.metrics.Metric;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.rest.metrics.MetricValue;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.LikelihoodCalibration;
import dev.vlmstream.rest.metrics.ModelMetrics.PopeMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.Reliability;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.scoring.ledger.ItemSum;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every metric of a model that is there while a run is running, in the order in which they are shown. Page, command, report, REST
 * and Prometheus go over what {@link #of} gives: a new metric is one more entry here.
 */
public final class MetricCatalogue {
    /** Of all intervals. */
    private static final double LEVEL = 0.95;

    private static final Set<String> NEUTRAL =
            Rules.ALL.stream().filter(Rule::isNeutral).map(Rule::id).collect(Collectors.toUnmodifiableSet());

    private static final List<Entry> ENTRIES = List.of(
            (model, sums, groups) -> Stream.ofNullable(model.calibration()).flatMap(MetricCatalogue::calibrated),
            (model, sums, groups) -> Stream.ofNullable(model.poll()).flatMap(MetricCatalogue::polled),
            (model, sums, groups) -> Stream.ofNullable(groups).flatMap(GroupMetrics::ofGroups),
            entry(
                    "meanPerClassRecall",
                    "mean per-class recall",
                    PERCENT,
                    HIGHER,
                    "The mean recall over all classes that have items, under the primary rule.",
                    MetricCatalogue::classRecall),
            entry(
                    "expectedCalibrationError",
                    "expected calibration error",
                    PERCENT,
                    LOWER,
                    "The mean difference between confidence and accuracy over bins of equal width. It is undefined for"
                            + " answers without probabilities.",
                    model -> ofProbabilities(model, Reliability::expectedCalibrationError)),
            entry(
                    "brier",
                    "Brier score",
                    NUMBER,
                    LOWER,
                    "The Brier score of the answers given. It is undefined for answers without probabilities.",
                    model -> ofProbabilities(model, Reliability::brier)),
            entry(
                    "designEffect",
                    "design effect",
                    NUMBER,
                    NEITHER,
                    "How many times larger the variance of the accuracy is than for independent items, if there are"
                            + " several questions about an image.",
                    model -> Estimate.of(model.honest().designEffect())),
            entry(
                    "itemsPerSecond",
                    "items per second",
                    PER_SECOND,
                    HIGHER,
                    "Items answered per second, between the first prediction and the last.",
                    model -> Estimate.of(model.itemsPerSecond())),
            summed("tokens", "tokens", COUNT, NEITHER, "Tokens that the model generated.", ItemSum.TOKENS),
            entry(
                    "tokensPerSecond",
                    "tokens per second",
                    PER_SECOND,
                    HIGHER,
                    "Tokens generated per second, between the first prediction and the last.",
                    model -> Estimate.of(model.tokensPerSecond())),
            summed("cost", "cost", USD, LOWER, "The cost of a remote model's answers.", ItemSum.MICRO_COST),
            (model, sums, groups) -> Stream.ofNullable(groups).flatMap(GroupMetrics::ofCategories));

    /** Metrics of a model, of what was summed up item by item, and of what was counted by category and group. */
    private interface Entry {
        Stream<MetricValue> of(ModelMetrics model, ToLongFunction<ItemSum> sums, @Nullable GroupedCounts groups);
    }

    private MetricCatalogue() {}

    /**
     * Those that the model has; one that is undefined by now is there without a value.
     *
     * @param complete whether no more items will come: until then rules have intervals that hold at any time
     * @param groups null: its items have neither categories nor groups
     */
    public static List<MetricValue> of(
            ModelMetrics model, boolean complete, ToLongFunction<ItemSum> sums, @Nullable GroupedCounts groups) {
        Stream<MetricValue> rules = model.rules().entrySet().stream()
                .map(rule -> value(
                        ofRule(rule.getKey(), rule.getValue()),
                        shown(model, rule.getKey(), rule.getValue(), complete)));
        return Stream.concat(rules, ENTRIES.stream().flatMap(entry -> entry.of(model, sums, groups)))
                .toList();
    }

    /** @param number null where the model has no such metric */
    private static Entry entry(
            String id,
            String title,
            Metric.Format format,
            Metric.Better better,
            String help,
            Function<ModelMetrics, @Nullable Estimate> number) {
        Metric metric = new Metric(id, title, MODEL, format, better, help);
        return (model, sums, groups) -> Stream.ofNullable(number.apply(model)).map(measured -> value(metric, measured));
    }

    /** What is summed up item by item; there is no such metric of a model as long as it is 0. */
    private static Entry summed(
            String id, String title, Metric.Format format, Metric.Better better, String help, ItemSum sum) {
        Metric metric = new Metric(id, title, MODEL, format, better, help);
        return (model, sums, groups) -> Stream.ofNullable(Estimate.ifAny(sum.value(sums.applyAsLong(sum))))
                .map(measured -> value(metric, measured));
    }

    static MetricValue value(Metric metric, Estimate measured) {
        MetricValue.Builder value = new MetricValue.Builder();
        value.id = metric.id();
        value.title = metric.title();
        value.of = metric.of().id();
        value.value = measured.value();
        value.low = measured.low();
        value.high = measured.high();
        value.level = measured.low() == null ? null : LEVEL;
        value.interval = measured.interval();
        value.n = measured.n();
        value.correct = measured.correct();
        value.format = metric.format().id();
        value.better = metric.better().id();
        value.help = metric.help();
        return value.build();
    }

    /** A rule's number with the one interval that holds now; the others are in {@code rules} and {@code honest}. */
    private static Estimate shown(ModelMetrics model, String rule, RuleMetrics counts, boolean complete) {
        Estimate fixed = Estimate.of(counts);
        if (!complete) {
            return RuleFigures.anytime(counts)
                    .map(sequence -> fixed.between(sequence.low(), sequence.high(), Estimate.ANY_TIME))
                    .orElse(fixed);
        }
        Double low = model.honest().clusteredLow();
        return low == null || !rule.equals(model.primaryRule())
                ? fixed
                : fixed.between(low, model.honest().clusteredHigh(), Estimate.BY_IMAGE);
    }

    private static Metric ofRule(String id, RuleMetrics counts) {
        if (NEUTRAL.contains(id)) {
            return new Metric(
                    id, id, RULE, PERCENT, NEITHER, "The share of answers to which this applies, right or wrong.");
        }
        return counts.graded() == null
                ? ofRule(id, id, PERCENT, "The share of answers that are right.")
                : ofRule(id, id, GRADE, "The mean grade of the answers.");
    }

    private static Metric ofRule(String id, String title, Metric.Format format, String help) {
        return new Metric(id, title, RULE, format, HIGHER, help);
    }

    private static Stream<MetricValue> calibrated(LikelihoodCalibration found) {
        return Stream.of(
                value(
                        ofRule(
                                "likelihood-calibrated",
                                "calibrated, best α of these items: " + found.bestAlpha(),
                                PERCENT,
                                "Top-1 accuracy at the α that is best on these same items, as the study reports it,"
                                        + " with Wilson's interval."),
                        Estimate.of(found.best())),
                value(
                        ofRule(
                                "likelihood-cross-fitted",
                                "calibrated, cross-fitted",
                                PERCENT,
                                "Top-1 accuracy with α chosen for each tenth of the images on the other nine tenths,"
                                        + " with Wilson's interval."),
                        Estimate.of(found.crossFitted())));
    }

    /** Of POPE: undefined where no answer is yes, or no object is there. */
    private static Stream<MetricValue> polled(PopeMetrics poll) {
        return Stream.of(
                figure(
                        "precision",
                        "The share of answers “yes” that are right, with Wilson's interval.",
                        poll.precision()),
                figure(
                        "recall",
                        "The share of the objects in the images that the model found, with Wilson's interval.",
                        poll.recall()),
                figure(
                        "f1",
                        "The harmonic mean of precision and recall. Its interval is computed by way of F1 / (2 − F1).",
                        poll.f1()));
    }

    private static MetricValue figure(String id, String help, PopeMetrics.@Nullable Figure figure) {
        return value(
                ofRule(id, id, PERCENT, help),
                figure == null
                        ? Estimate.UNDEFINED
                        : Estimate.of(figure.value()).between(figure.low(), figure.high()));
    }

    private static @Nullable Estimate classRecall(ModelMetrics model) {
        Double recall = model.meanPerClassRecall();
        return recall == null
                ? null
                : Estimate.of(recall).between(model.meanPerClassRecallLow(), model.meanPerClassRecallHigh());
    }

    private static @Nullable Estimate ofProbabilities(ModelMetrics model, Function<Reliability, Double> value) {
        Reliability reliability = model.reliability();
        if (reliability == null) {
            return model.answered() == 0 ? null : Estimate.UNDEFINED.over(0);
        }
        return Estimate.of(value.apply(reliability)).over(reliability.n());
    }
}
