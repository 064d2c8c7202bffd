package dev.vlmstream.inference.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How far graphs of a dtype agree with those of the bundle's first, on the cases that are recorded of these. {@code tools/export}
 * writes it where it makes several.
 *
 * @param answers how many answers were compared: texts, or the classes that are ranked first
 * @param same how many of them were the same
 * @param largestDeviation by output, as {@code models verify} counts it
 */
public record Agreement(int answers, int same, Map<String, Double> largestDeviation) {
    private static final String FILE = "agreement.json";

    public Agreement {
        largestDeviation = Map.copyOf(largestDeviation);
        if (same < 0 || same > answers) {
            throw new IllegalArgumentException(same + " of " + answers + " answers are the same");
        }
    }

    /**
     * Of a bundle, by dtype, in the order of the file; of an overlay its own alone.
     *
     * @throws BundleException if the file does not say what it should
     */
    public static Map<String, Agreement> of(BundleDirectory bundle) {
        Map<String, Agreement> all = new LinkedHashMap<>();
        if (bundle.hasOwn(FILE)) {
            bundle.requireJson(FILE)
                    .properties()
                    .forEach(entry -> all.put(entry.getKey(), read(bundle, entry.getValue())));
        }
        return all;
    }

    private static Agreement read(BundleDirectory bundle, JsonNode json) {
        Map<String, Double> largest = new LinkedHashMap<>();
        json.path("largestDeviation")
                .properties()
                .forEach(entry -> largest.put(entry.getKey(), entry.getValue().asDouble()));
        try {
            return new Agreement(
                    json.path("answers").asInt(-1), json.path("same").asInt(-1), largest);
        } catch (IllegalArgumentException e) {
            throw new BundleException(
                    bundle.path().resolve(FILE) + ": " + e.getMessage() + "; export the model again", e);
        }
    }

    /** The share of answers that differ; all, where none was compared. */
    public double loss() {
        return answers == 0 ? 1 : (double) (answers - same) / answers;
    }

    /** In words. */
    public String describe() {
        return "the same answer in " + same + " of " + answers + " recorded cases"
                + largestDeviation.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(most -> String.format(
                                Locale.ROOT, ", numbers off by up to %.2g (%s)", most.getValue(), most.getKey()))
                        .orElse("");
    }
}
