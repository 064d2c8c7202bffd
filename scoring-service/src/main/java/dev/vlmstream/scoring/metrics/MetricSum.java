package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.metrics.ClassTally;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GroupedCounts;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.PopeTally;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.rules.YesNo;
import dev.vlmstream.evaluation.statistics.ClusteredProportion;
import dev.vlmstream.evaluation.statistics.MeanRecall;
import dev.vlmstream.rest.metrics.ModelMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.LikelihoodCalibration;
import dev.vlmstream.rest.metrics.ModelMetrics.PopeMetrics;
import dev.vlmstream.rest.metrics.ModelMetrics.Reliability;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RuleCount;
import dev.vlmstream.scoring.ledger.ItemSum;
import dev.vlmstream.scoring.runs.VerdictFacts;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Adds the snapshots of a model's partitions up. */
final class MetricSum {
    /** Costs are whole millionths of a USD, whose sum is the same however items lie in partitions. */
    private static final double MICRO = 1e6;

    private final String model;
    private final String runTask;
    private final List<MetricSnapshot> snapshots;
    private final Map<String, CorrectCount> rules;
    private final ClassTally classes;

    MetricSum(String model, String runTask, List<MetricSnapshot> snapshots) {
        this.model = model;
        this.runTask = runTask;
        this.snapshots = snapshots;
        this.rules = counts(MetricSnapshot::getRules);
        this.classes = new ClassTally(counts(MetricSnapshot::getClasses));
    }

    /**
     * All of them.
     *
     * @param complete whether no more items will come
     * @param optimistic whether something was chosen on the items judged
     * @param judges of the run, by rule
     */
    ModelMetrics metrics(
            boolean complete,
            boolean optimistic,
            @Nullable LikelihoodCalibration calibration,
            @Nullable Reliability reliability,
            @Nullable ClusteredProportion clustered,
            @Nullable GroupedCounts grouped,
            Map<String, String> judges,
            VerdictFacts judging) {
        MetricSnapshot best = mostInformed();
        long judged = sum(MetricSnapshot::getAnswered) + sum(MetricSnapshot::getUnparsed);
        long tokens = ItemSum.TOKENS.of(snapshots);
        Long first = firstAt();
        Long last = lastAt();
        OptionalDouble mean = classes.meanRecall();
        Interval recall = MeanRecall.interval(classes).orElse(null);
        long words = answersInWords(best);
        ModelMetrics.Builder metrics = new ModelMetrics.Builder();
        metrics.model = model;
        metrics.digest = best == null ? "" : best.getModelDigest();
        metrics.dtypes = snapshots.stream()
                .flatMap(snapshot -> snapshot.getDtypes().stream())
                .distinct()
                .sorted()
                .toList();
        metrics.task = best == null || best.getTask().isEmpty() ? runTask : best.getTask();
        metrics.optimistic = optimistic;
        metrics.answered = sum(MetricSnapshot::getAnswered);
        metrics.failed = sum(MetricSnapshot::getFailed);
        metrics.unparsed = sum(MetricSnapshot::getUnparsed);
        metrics.refused = sum(MetricSnapshot::getRefused);
        metrics.primaryRule = best == null ? null : best.getPrimaryRule();
        metrics.rules = rules();
        metrics.meanPerClassRecall = mean.isPresent() ? mean.getAsDouble() : null;
        metrics.meanPerClassRecallLow = recall == null ? null : recall.low();
        metrics.meanPerClassRecallHigh = recall == null ? null : recall.high();
        metrics.itemsPerSecond = perSecond(judged + metrics.refused, first, last);
        metrics.tokens = tokens;
        metrics.tokensPerSecond = tokens == 0 ? null : perSecond(tokens, first, last);
        metrics.honest = RuleFigures.robust(primary(best), clustered);
        metrics.cost = ItemSum.MICRO_COST.value(ItemSum.MICRO_COST.of(snapshots));
        metrics.calibration = calibration;
        metrics.reliability = reliability;
        metrics.poll = pope(rules, classes.classes(), metrics.unparsed);
        metrics.firstAt = first;
        metrics.lastAt = last;
        metrics.verdicts = VerdictFigures.of(snapshots, words == 0 ? Map.of() : judges, words, judging);
        metrics.metrics = MetricCatalogue.of(metrics.build(), complete, sum -> sum.of(snapshots), grouped);
        return metrics.build();
    }

    /** The sum of two costs in USD, each whole millionths, exactly. */
    static double cost(double a, double b) {
        return (Math.round(a * MICRO) + Math.round(b * MICRO)) / MICRO;
    }

    /** What judges have to do: encoders in a run of questions rank, and their rankings are not judged. */
    private long answersInWords(@Nullable MetricSnapshot best) {
        boolean words = best != null
                && Arrays.stream(Task.values())
                        .anyMatch(task -> task.id().equals(best.getTask()) && task.answersInWords());
        return words ? sum(MetricSnapshot::getAnswered) : 0;
    }

    /** The primary rule's counts by class. */
    ClassTally classes() {
        return classes;
    }

    /** A partition in which the model only failed does not know its digest. */
    private @Nullable MetricSnapshot mostInformed() {
        return snapshots.stream()
                .filter(snapshot -> !snapshot.getModelDigest().isEmpty())
                .findFirst()
                .orElse(snapshots.isEmpty() ? null : snapshots.get(0));
    }

    private long sum(ToLongFunction<MetricSnapshot> count) {
        return snapshots.stream().mapToLong(count).sum();
    }

    /** When the first prediction was made; null: there is none. */
    @Nullable
    Long firstAt() {
        return snapshots.stream()
                .map(MetricSnapshot::getFirstAt)
                .filter(at -> at > 0)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private @Nullable Long lastAt() {
        return snapshots.stream()
                .map(MetricSnapshot::getLastAt)
                .filter(at -> at > 0)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static @Nullable Double perSecond(long count, @Nullable Long first, @Nullable Long last) {
        return first == null || last <= first ? null : count * 1000.0 / (last - first);
    }

    /** In the order in which the library lists them; rules of another version come last. */
    private Map<String, RuleMetrics> rules() {
        Map<String, CorrectCount> counts = new HashMap<>(rules);
        Map<String, RuleMetrics> metrics = new LinkedHashMap<>();
        for (Rule rule : Rules.ALL) {
            CorrectCount count = counts.remove(rule.id());
            if (count != null) {
                metrics.put(rule.id(), RuleFigures.of(count));
            }
        }
        counts.forEach((rule, count) -> metrics.put(rule, RuleFigures.of(count)));
        return metrics;
    }

    private CorrectCount primary(@Nullable MetricSnapshot best) {
        String rule = best == null ? null : best.getPrimaryRule();
        return rule == null ? CorrectCount.NONE : rules.getOrDefault(rule, CorrectCount.NONE);
    }

    private Map<String, CorrectCount> counts(Function<MetricSnapshot, Map<String, RuleCount>> part) {
        Map<String, CorrectCount> sums = new HashMap<>();
        for (MetricSnapshot snapshot : snapshots) {
            part.apply(snapshot)
                    .forEach((name, count) -> sums.merge(name, RuleFigures.count(count), CorrectCount::merge));
        }
        return sums;
    }

    /**
     * POPE's figures, of the counts by rule and, under {@code pope}, by right answer.
     *
     * @return null if there are none under {@code said-yes}
     */
    private static @Nullable PopeMetrics pope(
            Map<String, CorrectCount> rules, Map<String, CorrectCount> classes, long unparsed) {
        CorrectCount saidYes = rules.get(YesNo.SAID_YES.id());
        if (saidYes == null) {
            return null;
        }
        PopeTally tally = PopeTally.of(
                classes.getOrDefault("yes", CorrectCount.NONE),
                classes.getOrDefault("no", CorrectCount.NONE),
                saidYes.correct(),
                unparsed);
        return new PopeMetrics(
                figure(tally.precision(), tally.precisionInterval()),
                figure(tally.recall(), tally.recallInterval()),
                figure(tally.f1(), tally.f1Interval()));
    }

    private static PopeMetrics.@Nullable Figure figure(OptionalDouble value, Optional<Interval> interval) {
        return value.isEmpty()
                ? null
                : new PopeMetrics.Figure(
                        value.getAsDouble(),
                        interval.orElseThrow().low(),
                        interval.orElseThrow().high());
    }
}
