package dev.vlmstream.cli.probe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.evaluation.probe.ProbeEvaluation.ProbeResult;
import dev.vlmstream.evaluation.probe.ProbeEvaluation.ProbeScore;
import dev.vlmstream.evaluation.probe.RankedLogit;
import java.util.List;
import java.util.Locale;

/** A probe's result as a table and as JSON. */
final class ProbeReport {
    private ProbeReport() {}

    static List<String> table(ProbeResult result) {
        TextTable table = new TextTable("epoch", ">n", ">correct", ">accuracy", "95 % interval");
        row(table, "best of the test items (the study's): " + result.bestEpoch(), result.best());
        row(table, "chosen on the other half (honest)", result.crossFitted());
        row(table, "last: " + result.epochs(), result.last());
        return table.lines();
    }

    private static void row(TextTable table, String epoch, ProbeScore score) {
        Interval interval = score.interval();
        table.row(
                epoch,
                score.n(),
                score.correct(),
                percent(score.accuracy()),
                percent(interval.low()) + " to " + percent(interval.high()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Adds what the probe got right; the top level is the study's figure. */
    static void write(ObjectNode to, TrainedProbe probe) {
        ProbeResult result = probe.result();
        to.put("epochs", result.epochs());
        score(to, result.best());
        to.put("bestEpoch", result.bestEpoch());
        to.put("trainAccuracy", result.trainAccuracy());
        score(to.putObject("crossFitted"), result.crossFitted());
        score(to.putObject("last"), result.last());
        perClass(
                to.putArray("perClass"),
                result.rankings(),
                probe.test().rows(probe.classes()).classIndices(),
                probe.classes());
    }

    private static void score(ObjectNode to, ProbeScore score) {
        to.put("accuracy", score.accuracy()).put("n", score.n()).put("correct", score.correct());
        to.put("low", score.interval().low()).put("high", score.interval().high());
    }

    private static void perClass(ArrayNode to, List<List<RankedLogit>> rankings, int[] labels, List<String> classes) {
        int[] n = new int[classes.size()];
        int[] correct = new int[classes.size()];
        for (int i = 0; i < labels.length; i++) {
            n[labels[i]]++;
            correct[labels[i]] += rankings.get(i).get(0).classIndex() == labels[i] ? 1 : 0;
        }
        for (int c = 0; c < n.length; c++) {
            if (n[c] > 0) {
                to.add(Json.object().put("label", classes.get(c)).put("n", n[c]).put("correct", correct[c]));
            }
        }
    }
}
