package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import dev.vlmstream.inference.verify.VerificationReport.VerificationRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Compares what a model computes with what was recorded, and counts by output what agrees, what differs and by how much. */
final class GoldenComparator {

    /** Rounding of a correct fp32 program on another processor stays below. */
    static final double FLOATS = 1e-4;
    /** For recorded numbers that were rounded to four digits after the point. */
    static final double ROUNDED = 1e-3;

    private final Map<String, VerificationRow> rows = new LinkedHashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();
    private final double granted;

    /** @param granted the least tolerance of numbers; above {@link #FLOATS} for graphs in half precision */
    GoldenComparator(double granted) {
        this.granted = granted;
    }

    void floats(String output, float[] actual, float[] expected, double tolerance) {
        add(
                output,
                actual.length == expected.length ? deviation(actual, expected) : Double.POSITIVE_INFINITY,
                Math.max(tolerance, granted));
    }

    /** Compares differences as they are, for logarithms of probabilities. */
    void logarithms(String output, float[] actual, float[] expected) {
        double largest = actual.length == expected.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(actual.length, expected.length); i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        add(output, largest, granted);
    }

    private static double deviation(float[] actual, float[] expected) {
        double largest = 0;
        double scale = 1;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs((double) actual[i] - expected[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
            scale = Math.max(scale, Math.abs(expected[i]));
        }
        return largest / scale;
    }

    private void add(String output, double deviation, double tolerance) {
        rows.merge(
                output,
                new VerificationRow(output, 1, deviation, tolerance),
                (a, b) -> new VerificationRow(
                        output, a.cases() + 1, Math.max(a.largestDeviation(), deviation), tolerance));
    }

    /** Counts a case that must be equal. */
    void equal(String output, boolean equal, String where) {
        rows.merge(
                output,
                new VerificationRow(output, 1, equal ? 0 : 1, 0),
                (a, b) -> new VerificationRow(output, a.cases() + 1, a.largestDeviation() + (equal ? 0 : 1), 0));
        if (!equal) {
            note(output + " differs: " + where);
        }
    }

    void note(String note) {
        notes.add(note);
    }

    /** {@code top5}: class indexes, {@code top5_scores}. */
    void rankingByIndex(JsonNode line, float[] scores) {
        List<String> recorded = new ArrayList<>();
        line.get("top5").forEach(index -> recorded.add(index.asText()));
        ranking(
                "top5",
                line,
                Ranking.top(scores, indexes(scores), 5),
                recorded,
                numbers(line.get("top5_scores"), null));
    }

    /** {@code top5}: objects with {@code name} and {@code logit}; names that occur twice take one place. */
    void rankingByName(JsonNode line, float[] scores, List<String> names) {
        rankingByKey("top5", "name", line, scores, names);
    }

    /** A list of objects with {@code index} and {@code logit}. */
    void rankingByIndexOfObjects(String list, JsonNode line, float[] scores) {
        rankingByKey(list, "index", line, scores, indexes(scores));
    }

    /** {@code ranking}: all class indexes, the best first; {@code logits}: their scores by index. */
    void wholeRanking(String output, JsonNode line, float[] scores) {
        List<String> recorded = new ArrayList<>();
        line.get("ranking").forEach(index -> recorded.add(index.asText()));
        float[] sorted = new float[recorded.size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = (float)
                    line.get("logits").get(line.get("ranking").get(i).asInt()).asDouble();
        }
        List<RankedClass> own = Ranking.top(scores, indexes(scores), scores.length);
        equal(output, agree(own, recorded, sorted), line.get("image").asText());
    }

    private void rankingByKey(String list, String key, JsonNode line, float[] scores, List<String> names) {
        List<String> recorded = new ArrayList<>();
        line.get(list).forEach(entry -> recorded.add(entry.get(key).asText()));
        List<RankedClass> own = Ranking.top(scores, names, recorded.size());
        ranking(list, line, own, recorded, numbers(line.get(list), "logit"));
    }

    private static List<String> names(List<RankedClass> ranked) {
        return ranked.stream().map(RankedClass::name).toList();
    }

    private static List<String> indexes(float[] scores) {
        return IntStream.range(0, scores.length).mapToObj(String::valueOf).toList();
    }

    private static float[] numbers(JsonNode list, @Nullable String key) {
        float[] numbers = new float[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode entry = key == null ? list.get(i) : list.get(i).get(key);
            numbers[i] = (float) entry.asDouble();
        }
        return numbers;
    }

    private void ranking(
            String list, JsonNode line, List<RankedClass> top, List<String> recorded, float[] recordedScores) {
        List<String> own = names(top);
        boolean equal = agree(top, recorded, recordedScores);
        equal(list, equal, line.get("image").asText() + ": " + own + " instead of " + recorded);
        float[] scores = new float[top.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = top.get(i).score();
        }
        floats(list + "_scores", scores, recordedScores, ROUNDED);
    }

    /** Places may be exchanged only where scores are so close that rounding decides, or where the list is cut off. */
    private static boolean agree(List<RankedClass> own, List<String> recorded, float[] scores) {
        boolean agree = own.size() == recorded.size();
        for (int i = 0; agree && i < recorded.size(); i++) {
            boolean cut = i == scores.length - 1 && Math.abs(own.get(i).score() - scores[i]) < FLOATS;
            agree = own.get(i).name().equals(recorded.get(i)) || tied(scores, i - 1) || tied(scores, i) || cut;
        }
        return agree;
    }

    private static boolean tied(float[] scores, int i) {
        return i >= 0 && i + 1 < scores.length && scores[i] - scores[i + 1] < FLOATS;
    }

    VerificationReport build(String bundle) {
        return new VerificationReport(bundle, List.copyOf(rows.values()), new ArrayList<>(notes));
    }
}
