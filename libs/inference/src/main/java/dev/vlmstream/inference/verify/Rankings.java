package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Compares recorded rankings, written in several ways. */
final class Rankings {

    private Rankings() {}

    /** {@code top5}: class indexes, {@code top5_scores}. */
    static void byIndex(JsonNode line, float[] scores, ReportBuilder report) {
        List<String> recorded = new ArrayList<>();
        line.get("top5").forEach(index -> recorded.add(index.asText()));
        compare(
                "top5",
                line,
                Ranking.top(scores, indexes(scores), 5),
                recorded,
                numbers(line.get("top5_scores"), null),
                report);
    }

    /** {@code top5}: objects with {@code name} and {@code logit}; names that occur twice take one place. */
    static void byName(JsonNode line, float[] scores, List<String> names, ReportBuilder report) {
        byKey("top5", "name", line, scores, names, report);
    }

    /** A list of objects with {@code index} and {@code logit}. */
    static void byIndexOfObjects(String list, JsonNode line, float[] scores, ReportBuilder report) {
        byKey(list, "index", line, scores, indexes(scores), report);
    }

    /** {@code ranking}: all class indexes, the best first; {@code logits}: their scores by index. */
    static void whole(String output, JsonNode line, float[] scores, ReportBuilder report) {
        List<String> recorded = new ArrayList<>();
        line.get("ranking").forEach(index -> recorded.add(index.asText()));
        float[] sorted = new float[recorded.size()];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = (float)
                    line.get("logits").get(line.get("ranking").get(i).asInt()).asDouble();
        }
        List<RankedClass> own = Ranking.top(scores, indexes(scores), scores.length);
        report.equal(output, agree(own, recorded, sorted), line.get("image").asText());
    }

    private static void byKey(
            String list, String key, JsonNode line, float[] scores, List<String> names, ReportBuilder report) {
        List<String> recorded = new ArrayList<>();
        line.get(list).forEach(entry -> recorded.add(entry.get(key).asText()));
        List<RankedClass> own = Ranking.top(scores, names, recorded.size());
        compare(list, line, own, recorded, numbers(line.get(list), "logit"), report);
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

    private static void compare(
            String list,
            JsonNode line,
            List<RankedClass> top,
            List<String> recorded,
            float[] recordedScores,
            ReportBuilder report) {
        List<String> own = names(top);
        boolean equal = agree(top, recorded, recordedScores);
        report.equal(list, equal, line.get("image").asText() + ": " + own + " instead of " + recorded);
        float[] scores = new float[top.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = top.get(i).score();
        }
        report.floats(list + "_scores", scores, recordedScores, ReportBuilder.ROUNDED);
    }

    /** Places may be exchanged only where scores are so close that rounding decides, or where the list is cut off. */
    private static boolean agree(List<RankedClass> own, List<String> recorded, float[] scores) {
        boolean agree = own.size() == recorded.size();
        for (int i = 0; agree && i < recorded.size(); i++) {
            boolean cut = i == scores.length - 1 && Math.abs(own.get(i).score() - scores[i]) < ReportBuilder.FLOATS;
            agree = own.get(i).name().equals(recorded.get(i)) || tied(scores, i - 1) || tied(scores, i) || cut;
        }
        return agree;
    }

    private static boolean tied(float[] scores, int i) {
        return i >= 0 && i + 1 < scores.length && scores[i] - scores[i + 1] < ReportBuilder.FLOATS;
    }
}
