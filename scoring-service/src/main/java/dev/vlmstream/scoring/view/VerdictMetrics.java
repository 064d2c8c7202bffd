package dev.vlmstream.scoring.view;

import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.VerdictCount;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a judge has come with a model's answers under one rule. What is right of those given is with the other rules.
 *
 * @param answers how many there are to judge by now
 * @param given right or wrong
 * @param unparsed the judge's reply was neither yes nor no
 * @param refused the judge declined
 * @param failed the judge could not be asked
 * @param meanGrade mean cosine of those given; null where there is none
 * @param promptTokens that judges which write read
 * @param outputTokens that they generated
 * @param cost USD that remote judges cost; 0 for local ones, and where no prices are known
 */
public record VerdictMetrics(
        long answers,
        long given,
        long unparsed,
        long refused,
        long failed,
        Double meanGrade,
        long promptTokens,
        long outputTokens,
        double cost) {

    /** Verdicts of whatever kind. */
    public long judged() {
        return given + unparsed + refused + failed;
    }

    /**
     * By rule.
     *
     * @param answers how many there are to judge
     */
    static Map<String, VerdictMetrics> of(List<MetricSnapshot> snapshots, Iterable<String> rules, long answers) {
        Map<String, VerdictCount> counts = new TreeMap<>();
        rules.forEach(rule -> counts.put(rule, new VerdictCount(0L, 0L, 0L, 0L, null, 0L, 0L, 0.0)));
        snapshots.forEach(snapshot ->
                snapshot.getVerdicts().forEach((rule, count) -> counts.merge(rule, count, VerdictMetrics::sum)));
        Map<String, VerdictMetrics> metrics = new TreeMap<>();
        counts.forEach((rule, count) -> metrics.put(rule, of(count, answers)));
        return metrics;
    }

    private static VerdictMetrics of(VerdictCount count, long answers) {
        boolean graded = count.getGrades() != null && count.getGiven() > 0;
        return new VerdictMetrics(
                answers,
                count.getGiven(),
                count.getUnparsed(),
                count.getRefused(),
                count.getFailed(),
                graded ? count.getGrades() / 1e9 / count.getGiven() : null,
                count.getPromptTokens(),
                count.getOutputTokens(),
                count.getCost());
    }

    private static VerdictCount sum(VerdictCount a, VerdictCount b) {
        Long grades = a.getGrades() == null
                ? b.getGrades()
                : b.getGrades() == null ? a.getGrades() : Long.valueOf(a.getGrades() + b.getGrades());
        return new VerdictCount(
                a.getGiven() + b.getGiven(),
                a.getUnparsed() + b.getUnparsed(),
                a.getRefused() + b.getRefused(),
                a.getFailed() + b.getFailed(),
                grades,
                a.getPromptTokens() + b.getPromptTokens(),
                a.getOutputTokens() + b.getOutputTokens(),
                MetricSum.cost(a.getCost(), b.getCost()));
    }
}
