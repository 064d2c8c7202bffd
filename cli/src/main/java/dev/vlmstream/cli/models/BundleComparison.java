package dev.vlmstream.cli.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.PairTable;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.metrics.Wilson;
import dev.vlmstream.evaluation.rules.Rules;
import dev.vlmstream.evaluation.sampling.StudyDraw.Drawn;
import dev.vlmstream.evaluation.statistics.Bounds;
import dev.vlmstream.evaluation.statistics.PairedCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How far two bundles agree that were asked the same, such as two precisions of one model.
 *
 * @param same items to which both answer the same: the same text, or the same class first
 * @param right of the items that both answer
 * @param meanDifference of what the answers are made of ({@link BundleAnswers#values}), absolute
 */
record BundleComparison(
        BundleAnswers first,
        BundleAnswers second,
        long same,
        PairedCounts right,
        OptionalDouble meanDifference,
        OptionalDouble largestDifference) {

    static BundleComparison of(List<Drawn<DatasetItem>> items, BundleAnswers first, BundleAnswers second) {
        long same = 0;
        PairedCounts right = PairedCounts.NONE;
        List<Double> differences = new ArrayList<>();
        for (int item = 0; item < items.size(); item++) {
            if (first.isAnswered(item) && second.isAnswered(item)) {
                DatasetItem asked = items.get(item).line();
                same += first.said(item).equals(second.said(item)) ? 1 : 0;
                right = right.add(first.isRight(item, asked), second.isRight(item, asked));
                float[] one = first.values().get(item);
                float[] other = second.values().get(item);
                for (int i = 0; i < one.length; i++) {
                    differences.add(Math.abs((double) one[i] - other[i]));
                }
            }
        }
        return new BundleComparison(
                first,
                second,
                same,
                right,
                differences.stream().mapToDouble(Double::doubleValue).average(),
                differences.stream().mapToDouble(Double::doubleValue).max());
    }

    private long n() {
        return right.n();
    }

    private long failed() {
        return first.answers().size() - n();
    }

    /** What the differences are of. */
    private String compared() {
        return switch (first.task().answers()) {
            case TEXT, OPTION, BENCHMARK -> "log-probability of " + second.bundle() + "'s answers";
            case LIKELIHOODS -> "log-probabilities of the class names";
            case RANKING -> "scores of the classes";
        };
    }

    private String rule() {
        return Rules.of(first.task(), null).get(0).id();
    }

    /** For people. */
    List<String> lines() {
        TextTable table = new TextTable("bundle", "dtype", ">" + rule(), ">items/s");
        table.row(first.bundle(), first.dtype(), percent(right.bothRight() + right.onlyFirst()), speed(first));
        table.row(second.bundle(), second.dtype(), percent(right.bothRight() + right.onlySecond()), speed(second));
        List<String> lines = new ArrayList<>(table.lines());
        lines.add(n() + " items answered by both" + (failed() == 0 ? "" : ", " + failed() + " failed") + "; "
                + first.task().id());
        Wilson.interval(same, n())
                .ifPresent(interval -> lines.add("the same answer: " + same + " of " + n() + ", " + percent(same)
                        + " (95 % interval " + percents(interval) + ")"));
        meanDifference.ifPresent(mean -> lines.add(String.format(
                Locale.ROOT,
                "%s: %.3g apart on average, %.3g at most",
                compared(),
                mean,
                largestDifference.getAsDouble())));
        right.interval()
                .ifPresent(interval -> lines.add("accuracy: "
                        + PairTable.points(right.difference().getAsDouble()) + " points (95 % interval "
                        + PairTable.points(interval.low()) + " to " + PairTable.points(interval.high())
                        + "); only the first right " + right.onlyFirst() + ", only the second right "
                        + right.onlySecond() + ", p "
                        + PairTable.p(right.mcNemar().getAsDouble())));
        return lines;
    }

    private String percent(long count) {
        return PairTable.percent(count, n());
    }

    private static String percents(Interval interval) {
        return String.format(Locale.ROOT, "%.1f to %.1f", 100 * interval.low(), 100 * interval.high());
    }

    private static String speed(BundleAnswers answers) {
        return String.format(Locale.ROOT, "%.1f", answers.itemsPerSecond());
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.set("bundle", json(first, right.bothRight() + right.onlyFirst()));
        json.set("against", json(second, right.bothRight() + right.onlySecond()));
        json.put("task", first.task().id()).put("rule", rule()).put("n", n()).put("failed", failed());
        ObjectNode agreement = json.putObject("agreement").put("same", same);
        Wilson.interval(same, n())
                .ifPresent(interval -> agreement
                        .put("share", (double) same / n())
                        .put("low", interval.low())
                        .put("high", interval.high()));
        ObjectNode values = json.putObject("values").put("of", compared());
        meanDifference.ifPresent(mean -> values.put("meanDifference", mean));
        largestDifference.ifPresent(largest -> values.put("largestDifference", largest));
        ObjectNode accuracy =
                json.putObject("accuracy").put("onlyBundle", right.onlyFirst()).put("onlyAgainst", right.onlySecond());
        right.difference().ifPresent(difference -> accuracy.put("difference", difference));
        right.interval()
                .ifPresent(
                        (Bounds interval) -> accuracy.put("low", interval.low()).put("high", interval.high()));
        right.mcNemar().ifPresent(p -> accuracy.put("p", p));
        return json;
    }

    private ObjectNode json(BundleAnswers answers, long correct) {
        ObjectNode json = Json.object()
                .put("model", answers.bundle())
                .put("dtype", answers.dtype())
                .put("itemsPerSecond", answers.itemsPerSecond());
        return n() == 0 ? json : json.put("accuracy", (double) correct / n());
    }
}
