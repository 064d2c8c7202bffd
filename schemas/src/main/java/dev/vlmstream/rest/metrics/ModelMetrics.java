package dev.vlmstream.rest.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one model in one run.
 *
 * @param digest empty as long as the model has not answered
 * @param dtypes of the graphs that answered, such as fp32; several where the model was loaded with others during the run, none of a
 *     remote model
 * @param primaryRule the rule that stands for the task; null as long as nothing came of the model
 * @param rules by the rule's id
 * @param meanPerClassRecall under the primary rule, over the classes that have items; null where none has
 * @param meanPerClassRecallLow lower end of its 95 % interval, the classes being strata
 * @param meanPerClassRecallHigh its upper end
 * @param itemsPerSecond between the first prediction and the last; null for fewer than two points in time
 * @param tokens generated
 * @param tokensPerSecond null where nothing was generated
 * @param optimistic whether something was chosen on the very items that are judged, such as a probe's best epoch: its accuracy is too
 *     high, and no interval holds
 * @param honest intervals of the primary rule for runs that are watched and for images with several questions
 * @param cost USD that the model's answers cost; 0 for local models
 * @param calibration of class likelihoods; null where there are none
 * @param poll POPE's figures; null in all other runs
 * @param verdicts by the rules of the run's judges; empty where the run has none
 * @param reliability whether the model is right as often as its probabilities predict; null where its answers have none
 * @param firstAt when the first prediction was made, milliseconds since the epoch; null: none
 * @param metrics all that is measured, as a list for whoever shows it
 */
public record ModelMetrics(
        String model,
        String digest,
        List<String> dtypes,
        String task,
        long answered,
        long failed,
        long unparsed,
        long refused,
        @Nullable String primaryRule,
        Map<String, RuleMetrics> rules,
        @Nullable Double meanPerClassRecall,
        @Nullable Double meanPerClassRecallLow,
        @Nullable Double meanPerClassRecallHigh,
        @Nullable Double itemsPerSecond,
        long tokens,
        @Nullable Double tokensPerSecond,
        boolean optimistic,
        RobustIntervals honest,
        double cost,
        @Nullable LikelihoodCalibration calibration,
        @Nullable Reliability reliability,
        @Nullable PopeMetrics poll,
        @Nullable Long firstAt,
        @Nullable Long lastAt,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, VerdictMetrics> verdicts,
        List<MetricValue> metrics) {

    public ModelMetrics {
        // Of a service that does not tell them.
        dtypes = dtypes == null ? List.of() : List.copyOf(dtypes);
    }

    /** Stands beside every number that was chosen on the items judged. */
    public static final String TOO_HIGH = "too high: chosen on these items";

    /** Under the rule that stands for the task; empty as long as nothing came of the model. */
    public Optional<RuleMetrics> primary() {
        return Optional.ofNullable(primaryRule).map(rules::get);
    }

    /** The metric of that rule as it is shown, with the one interval that holds now; empty as long as nothing came of the model. */
    public Optional<MetricValue> shown() {
        return metrics.stream()
                .filter(metric -> metric.of().equals("rule") && metric.id().equals(primaryRule))
                .findFirst();
    }

    /** The model's name, and the mark of a number that is too high. */
    public String title() {
        return title(model, optimistic);
    }

    static String title(String model, boolean optimistic) {
        return optimistic ? model + " (" + TOO_HIGH + ")" : model;
    }

    /** Every item that something became of. */
    public long counted() {
        return answered + failed + unparsed + refused;
    }

    /** Whether every answer has a verdict under every rule of a judge. */
    public boolean hasAllVerdicts() {
        return verdicts.values().stream().allMatch(rule -> rule.judged() >= rule.answers());
    }

    /** Its components by name. Those that are not set are null, 0, false or empty. */
    public static final class Builder {
        public String model;
        public String digest;
        public List<String> dtypes = List.of();
        public String task;
        public long answered;
        public long failed;
        public long unparsed;
        public long refused;
        public @Nullable String primaryRule;
        public Map<String, RuleMetrics> rules = Map.of();
        public @Nullable Double meanPerClassRecall;
        public @Nullable Double meanPerClassRecallLow;
        public @Nullable Double meanPerClassRecallHigh;
        public @Nullable Double itemsPerSecond;
        public long tokens;
        public @Nullable Double tokensPerSecond;
        public boolean optimistic;
        public RobustIntervals honest;
        public double cost;
        public @Nullable LikelihoodCalibration calibration;
        public @Nullable Reliability reliability;
        public @Nullable PopeMetrics poll;
        public @Nullable Long firstAt;
        public @Nullable Long lastAt;
        public Map<String, VerdictMetrics> verdicts = Map.of();
        public List<MetricValue> metrics = List.of();

        public ModelMetrics build() {
            return new ModelMetrics(
                    model,
                    digest,
                    dtypes,
                    task,
                    answered,
                    failed,
                    unparsed,
                    refused,
                    primaryRule,
                    rules,
                    meanPerClassRecall,
                    meanPerClassRecallLow,
                    meanPerClassRecallHigh,
                    itemsPerSecond,
                    tokens,
                    tokensPerSecond,
                    optimistic,
                    honest,
                    cost,
                    calibration,
                    reliability,
                    poll,
                    firstAt,
                    lastAt,
                    verdicts,
                    metrics);
        }
    }

    /**
     * POPE's figures, each with its 95 % interval; null where a figure is undefined. The accuracy is the rule {@code pope}, the
     * share of yes the rule {@code said-yes}.
     *
     * @param precision how many of the answers yes are right; undefined where none is yes
     * @param recall how many of the objects that are there the model affirmed
     * @param f1 their harmonic mean
     */
    public record PopeMetrics(
            @Nullable Figure precision,
            @Nullable Figure recall,
            @Nullable Figure f1) {

        /** A share with its interval. */
        public record Figure(double value, double low, double high) {}
    }

    /**
     * The accuracy's interval where Wilson's would promise too much.
     *
     * @param anytimeLow lower end of the 95 % confidence sequence: holds at all times together, also for whoever stops the run
     *     because it looks decided; null without items
     * @param anytimeHigh its upper end
     * @param clusteredLow lower end of the 95 % interval with standard errors clustered by image; null where each image has one
     *     question, or all questions are about one image
     * @param clusteredHigh its upper end
     * @param designEffect how many times the variance is that of independent items; null as above
     */
    public record RobustIntervals(
            @Nullable Double anytimeLow,
            @Nullable Double anytimeHigh,
            @Nullable Double clusteredLow,
            @Nullable Double clusteredHigh,
            @Nullable Double designEffect) {}

    /**
     * A model's class likelihoods calibrated: α·ℓ + (1−α)·ℓ̄, ℓ̄ the mean over the run's images.
     *
     * @param sweep top-1 and top-5 at each α
     * @param bestAlpha with the most correct of these very items: what the study reports
     * @param crossFitted top-1 with α chosen, for each tenth of the images, on the other nine
     * @param crossFittedTop5 likewise, top-5
     */
    public record LikelihoodCalibration(
            List<AtAlpha> sweep,
            int bestAlpha,
            RuleMetrics best,
            RuleMetrics crossFitted,
            RuleMetrics crossFittedTop5) {

        public record AtAlpha(int alpha, RuleMetrics top1, RuleMetrics top5) {}
    }

    /**
     * Whether a model is right as often as its probabilities predict.
     *
     * @param n answers with a probability
     * @param expectedCalibrationError over as many bins as there are
     * @param brier score of the answers given
     * @param bins of equal width, empty ones included: what the error is over
     * @param equalMass bins with about as many answers each, ten at most, of twenty answers at least: the reliability diagram
     */
    public record Reliability(
            long n, double expectedCalibrationError, double brier, List<Bin> bins, List<Bin> equalMass) {

        /**
         * The answers whose confidence is above {@code from} and at most {@code to}.
         *
         * @param confidence their mean; null without any
         */
        public record Bin(double from, double to, @Nullable Double confidence, RuleMetrics answers) {}
    }
}
