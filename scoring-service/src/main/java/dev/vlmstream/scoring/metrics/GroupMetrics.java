package dev.vlmstream.scoring.metrics;

import static dev.vlmstream.evaluation.metrics.Metric.Better.HIGHER;
import static dev.vlmstream.evaluation.metrics.Metric.Better.NEITHER;
import static dev.vlmstream.evaluation.metrics.Metric.Format.COUNT;
import static dev.vlmstream.evaluation.metrics.Metric.Format.GRADE;
import static dev.vlmstream.evaluation.metrics.Metric.Format.NUMBER;
import static dev.vlmstream.evaluation.metrics.Metric.Format.PERCENT;
import static dev.vlmstream.evaluation.metrics.Metric.Subject.MODEL;
import static dev.vlmstream.evaluation.metrics.Metric.Subject.RULE;

import dev.vlmstream.evaluation.judging.Rule;
import dev.vlmstream.evaluation.metrics.CorrectCount;
import dev.vlmstream.evaluation.metrics.GroupedCounts;
import dev.vlmstream.evaluation.metrics.GroupedCounts.CategoryCounts;
import dev.vlmstream.evaluation.metrics.Grouping;
import dev.vlmstream.evaluation.metrics.Metric;
import dev.vlmstream.evaluation.metrics.PairScore;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.rest.metrics.MetricValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Metrics by group and by category, of whatever has groups or categories: what groups there are, {@link
 * dev.vlmstream.evaluation.metrics.Grouping} says.
 */
final class GroupMetrics {
    private GroupMetrics() {}

    /** Of whole groups, over the run. */
    static Stream<MetricValue> ofGroups(GroupedCounts counts) {
        List<MetricValue> metrics = new ArrayList<>();
        Grouping grouping = counts.grouping();
        for (Rule rule : Rules.ALL) {
            CorrectCount groups = counts.rules().get(rule.id());
            if (groups != null && !rule.isNeutral()) {
                metrics.add(share(
                        rule.id() + "/" + grouping.title(),
                        rule.id() + ", " + grouping.title(),
                        RULE,
                        groups,
                        "The share of groups that are right as a whole, with Wilson's interval. A group is "
                                + grouping.help() + "."));
            }
        }
        if (grouping.isScored() && !counts.categories().isEmpty()) {
            metrics.add(score("score", "score", counts.score("")));
        }
        if (!counts.rules().isEmpty() || counts.open() > 0) {
            metrics.add(MetricCatalogue.value(
                    new Metric(
                            "openGroups",
                            "open groups",
                            MODEL,
                            COUNT,
                            NEITHER,
                            "The groups that have no result, because an item is missing, failed or was refused."),
                    Estimate.of(counts.open())));
        }
        return metrics.stream();
    }

    /** Of each category, and of the broader ones that they lie in, under the primary rule. */
    static Stream<MetricValue> ofCategories(GroupedCounts counts) {
        List<MetricValue> metrics = new ArrayList<>();
        if (counts.categories().size() > 1 && counts.meanOverCategories().isPresent()) {
            metrics.add(MetricCatalogue.value(
                    new Metric(
                            "meanOverCategories",
                            "mean over categories",
                            MODEL,
                            PERCENT,
                            HIGHER,
                            "The mean accuracy of the categories under the primary rule, each with the same weight."),
                    Estimate.of(counts.meanOverCategories().getAsDouble())));
        }
        for (Map.Entry<String, CategoryCounts> level : counts.levels().entrySet()) {
            metrics.addAll(ofCategory(level.getKey(), level.getValue(), counts));
        }
        return metrics.stream();
    }

    private static List<MetricValue> ofCategory(String category, CategoryCounts of, GroupedCounts counts) {
        List<MetricValue> metrics = new ArrayList<>();
        String id = "category/" + category;
        String title = category.replace("/", " / ");
        metrics.add(
                share(id, title, MODEL, of.items(), "The accuracy on the category's items under the primary rule."));
        if (of.groups().n() > 0) {
            Grouping grouping = counts.grouping();
            metrics.add(share(
                    id + "/" + grouping.title(),
                    title + ", " + grouping.title(),
                    MODEL,
                    of.groups(),
                    "The share of the category's groups that are right as a whole under the primary rule, with"
                            + " Wilson's interval."));
            if (grouping.isScored()) {
                metrics.add(score("score/" + category, title + ", score", counts.score(category)));
            }
        }
        return metrics;
    }

    private static MetricValue share(String id, String title, Metric.Subject of, CorrectCount count, String help) {
        Metric metric = new Metric(id, title, of, count.grades() == null ? PERCENT : GRADE, HIGHER, help);
        return MetricCatalogue.value(metric, Estimate.of(RuleFigures.of(count)));
    }

    private static MetricValue score(String id, String title, PairScore score) {
        Metric metric = new Metric(
                id,
                title,
                MODEL,
                NUMBER,
                HIGHER,
                "MME's score: 100 (acc + acc+) over complete groups, summed over the categories. The half-widths of the"
                        + " categories' intervals are added as squares.");
        Estimate measured = score.value() == null
                ? Estimate.UNDEFINED
                : Estimate.of(score.value()).between(score.low(), score.high());
        return MetricCatalogue.value(metric, measured.over(score.groups()));
    }
}
