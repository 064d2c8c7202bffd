package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.VerdictCount;
import dev.vlmstream.scoring.runs.VerdictFacts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a judge has come with a model's answers under one rule. What is right of those given is with the other rules.
 *
 * @param judge the bundle that judges; null as long as a judge that the manifest does not name has not
 * @param answers how many there are to judge by now
 * @param given right or wrong
 * @param unparsed the judge's reply was neither yes nor no
 * @param refused the judge declined
 * @param failed there is no reply of the judge
 * @param meanGrade mean cosine of those given; null where there is none
 * @param promptTokens that judges which write read
 * @param outputTokens that they generated
 * @param cost USD that remote judges cost; 0 for local ones, and where no prices are known
 * @param agreement with the primary rule; may lag behind while verdicts come
 */
public record VerdictMetrics(
        String judge,
        long answers,
        long given,
        long unparsed,
        long refused,
        long failed,
        Double meanGrade,
        long promptTokens,
        long outputTokens,
        double cost,
        Agreement agreement) {

    /** Verdicts of whatever kind. */
    public long judged() {
        return given + unparsed + refused + failed;
    }

    /**
     * By rule.
     *
     * @param judges by the rules that the run names
     * @param answers how many there are to judge
     */
    static Map<String, VerdictMetrics> of(
            List<MetricSnapshot> snapshots, Map<String, String> judges, long answers, VerdictFacts judging) {
        Map<String, VerdictCount> counts = new TreeMap<>();
        judges.keySet().forEach(rule -> counts.put(rule, new VerdictCount(0L, 0L, 0L, 0L, null, 0L, 0L, 0.0)));
        snapshots.forEach(snapshot ->
                snapshot.getVerdicts().forEach((rule, count) -> counts.merge(rule, count, VerdictMetrics::sum)));
        Map<String, VerdictMetrics> metrics = new TreeMap<>();
        counts.forEach((rule, count) ->
                metrics.put(rule, of(count, answers, judging.judge(rule, judges), judging.agreement(rule))));
        return metrics;
    }

    private static VerdictMetrics of(VerdictCount count, long answers, String judge, PairedCounts agreement) {
        boolean graded = count.getGrades() != null && count.getGiven() > 0;
        return new VerdictMetrics(
                judge,
                answers,
                count.getGiven(),
                count.getUnparsed(),
                count.getRefused(),
                count.getFailed(),
                graded ? count.getGrades() / 1e9 / count.getGiven() : null,
                count.getPromptTokens(),
                count.getOutputTokens(),
                count.getCost(),
                Agreement.of(agreement));
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
