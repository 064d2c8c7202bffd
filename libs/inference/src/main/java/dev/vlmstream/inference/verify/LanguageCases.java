package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the comparisons of a vision-language model's recorded cases share. */
record LanguageCases(VisionLanguageModel model, Goldens goldens, ReportBuilder report) {

    /** A lead below this may be overturned by rounding. */
    private static final double DECIDED = 0.001;

    /** The case's request; nothing if its image was not found. */
    Optional<Request> request(JsonNode line) {
        String image = line.path("image").isTextual() ? line.get("image").asText() : null;
        return request(image, line.get("prompt").asText());
    }

    Optional<Request> request(@Nullable String image, String prompt) {
        if (image == null) {
            return Optional.of(new Request(null, prompt));
        }
        return goldens.input(model, image, report).map(input -> new Request(Picture.Pixels.of(input), prompt));
    }

    /** The bundle's settings, but for those that the case records others of. */
    GenerationOptions options(JsonNode line) {
        return GenerationOptions.of(model.bundle(), settings(line))
                .withMaxNewTokens(line.get("max_new_tokens").asInt());
    }

    /** The recorded settings that go before the bundle's, as JSON by their names. */
    static Map<String, String> settings(JsonNode line) {
        Map<String, String> settings = new TreeMap<>();
        line.path("settings")
                .properties()
                .forEach(s -> settings.put(s.getKey(), s.getValue().toString()));
        return settings;
    }

    /** Compares a prompt's tokens, image tokens included, as an answer reports them. */
    void inputIds(Request request, JsonNode recorded, JsonNode line) {
        if (recorded.isArray()) {
            GenerationOptions one = GenerationOptions.of(model.bundle()).withMaxNewTokens(1);
            int[] own = model.generate(List.of(request), one).get(0).inputIds();
            report.equal(
                    "input_ids",
                    Arrays.equals(own, ints(recorded)),
                    line.get("id").asText());
        }
    }

    /** Compares the first step's logits with a file, if the case has one. */
    void firstLogits(JsonNode recorded, Request request) {
        if (recorded.isObject()) {
            report.floats(
                    "first_logits", model.nextTokenLogits(request), goldens.vector(recorded), ReportBuilder.FLOATS);
        }
    }

    /** Compares tokens and text; recorded under the names {@code ids} and {@code text}. */
    void answer(String output, Generation own, JsonNode recorded, String ids, String text) {
        // Most cases record their smallest gap; the others' are above the line by construction.
        if (recorded.path("min_gap").asDouble(1) < DECIDED) {
            report.note(output + ": an answer decided by less than " + DECIDED + " was not compared");
            return;
        }
        answer(output, own, ints(recorded.get(ids)), recorded.get(text).asText());
    }

    void answer(String output, Generation own, int[] ids, String text) {
        boolean same = Arrays.equals(own.tokenIds(), ids) && own.text().equals(text.strip());
        report.equal(output, same, "\"" + own.text() + "\" instead of \"" + text + "\"");
    }

    static int[] ints(JsonNode list) {
        return IntStream.range(0, list.size()).map(i -> list.get(i).asInt()).toArray();
    }

    static float[] floats(JsonNode list) {
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) list.get(i).asDouble();
        }
        return floats;
    }
}
