package dev.vlmstream.scoring.metrics;

import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import dev.vlmstream.rest.metrics.RuleMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics;
import dev.vlmstream.rest.metrics.VerdictMetrics.Agreement;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.VerdictCount;
import dev.vlmstream.scoring.runs.VerdictFacts;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far judges have come with a model's answers, by rule. */
final class VerdictFigures {
    private VerdictFigures() {}

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
                snapshot.getVerdicts().forEach((rule, count) -> counts.merge(rule, count, VerdictFigures::sum)));
        Map<String, VerdictMetrics> metrics = new TreeMap<>();
        counts.forEach((rule, count) ->
                metrics.put(rule, of(count, answers, judging.judge(rule, judges), judging.agreement(rule))));
        return metrics;
    }

    private static VerdictMetrics of(VerdictCount count, long answers, @Nullable String judge, PairedCounts agreement) {
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
                agreement(agreement));
    }

    /** @param counts the primary rule's being the first */
    static Agreement agreement(PairedCounts counts) {
        RuleMetrics share = RuleFigures.of(new CorrectCount(counts.n(), counts.bothRight() + counts.bothWrong()));
        OptionalDouble kappa = counts.kappa();
        return new Agreement(
                counts.n(),
                counts.bothRight(),
                counts.onlyFirst(),
                counts.onlySecond(),
                counts.bothWrong(),
                share.accuracy(),
                share.low(),
                share.high(),
                kappa.isPresent() ? kappa.getAsDouble() : null);
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
