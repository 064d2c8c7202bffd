package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.RankedClass;
import dev.vlmstream.inference.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Compares recorded top-5 lists, written in two ways. */
final class Rankings {

    private Rankings() {}

    /** {@code top5}: class indexes, {@code top5_scores}. */
    static void byIndex(JsonNode line, float[] scores, Tally tally) {
        List<String> recorded = new ArrayList<>();
        line.get("top5").forEach(index -> recorded.add(index.asText()));
        compare(line, Ranking.top(scores, indexes(scores), 5), recorded, numbers(line.get("top5_scores"), null), tally);
    }

    /** {@code top5}: objects with {@code name} and {@code logit}; names that occur twice take one place. */
    static void byName(JsonNode line, float[] scores, List<String> names, Tally tally) {
        byKey("name", line, scores, names, tally);
    }

    /** {@code top5}: objects with {@code index} and {@code logit}. */
    static void byIndexOfObjects(JsonNode line, float[] scores, Tally tally) {
        byKey("index", line, scores, indexes(scores), tally);
    }

    private static void byKey(String key, JsonNode line, float[] scores, List<String> names, Tally tally) {
        List<String> recorded = new ArrayList<>();
        line.get("top5").forEach(entry -> recorded.add(entry.get(key).asText()));
        compare(line, Ranking.top(scores, names, 5), recorded, numbers(line.get("top5"), "logit"), tally);
    }

    private static List<String> indexes(float[] scores) {
        return IntStream.range(0, scores.length).mapToObj(String::valueOf).toList();
    }

    private static float[] numbers(JsonNode list, String key) {
        float[] numbers = new float[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode entry = key == null ? list.get(i) : list.get(i).get(key);
            numbers[i] = (float) entry.asDouble();
        }
        return numbers;
    }

    private static void compare(
            JsonNode line, List<RankedClass> top, List<String> recorded, float[] recordedScores, Tally tally) {
        List<String> own = top.stream().map(RankedClass::name).toList();
        boolean equal = own.equals(recorded) || tie(recordedScores);
        tally.equal("top5", equal, line.get("image").asText() + ": " + own + " instead of " + recorded);
        float[] scores = new float[top.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = top.get(i).score();
        }
        tally.floats("top5_scores", scores, recordedScores, Tally.ROUNDED);
    }

    /** Two neighbours so close that rounding decides their order. */
    private static boolean tie(float[] scores) {
        return IntStream.range(1, scores.length).anyMatch(i -> scores[i - 1] - scores[i] < Tally.FLOATS);
    }
}
