package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a vision-language model's recorded cases have in common: requests, settings, images, prompts and answers.
 *
 * @param asked images of earlier requests, each with the prompt if the encoder reads it
 * @param encoded features of images, kept as long as there is memory
 */
record LanguageCases(
        VisionLanguageModel model,
        Goldens goldens,
        GoldenComparator comparator,
        Set<List<String>> asked,
        Map<List<String>, SoftReference<Picture.Encoded>> encoded) {

    /** A lead below this may be overturned by rounding. */
    private static final double DECIDED = 0.001;

    LanguageCases(VisionLanguageModel model, Goldens goldens, GoldenComparator comparator) {
        this(model, goldens, comparator, new HashSet<>(), new HashMap<>());
    }

    /** The case's request; nothing if its image was not found. */
    Optional<Request> request(JsonNode line) {
        String image = line.path("image").isTextual() ? line.get("image").asText() : null;
        return request(image, line.get("prompt").asText());
    }

    Optional<Request> request(@Nullable String image, String prompt) {
        if (image == null) {
            return Optional.of(new Request(null, prompt));
        }
        return goldens.input(model, image, comparator)
                .map(input -> new Request(
                        asked.add(shown(image, prompt))
                                ? new Picture.Pixels(input, image)
                                : encoded(image, input, prompt),
                        prompt));
    }

    /** Encoded once for all cases; the first answer about an image is made from its pixels all the same. */
    Picture.Encoded encoded(String image, VisionInput input, String prompt) {
        List<String> shown = shown(image, prompt);
        SoftReference<Picture.Encoded> known = encoded.get(shown);
        Picture.Encoded picture = known == null ? null : known.get();
        if (picture == null) {
            float[][] features = model.imageFeatures(Picture.Pixels.of(input), prompt);
            picture = new Picture.Encoded(features, input.layout(), image);
            encoded.put(shown, new SoftReference<>(picture));
        }
        return picture;
    }

    private List<String> shown(String image, String prompt) {
        return model.readsPrompt() ? List.of(image, prompt) : List.of(image);
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
            comparator.equal(
                    "input_ids",
                    Arrays.equals(own, Goldens.ints(recorded)),
                    line.get("id").asText());
        }
    }

    /** Compares the first step's logits with a file. */
    void firstLogits(JsonNode file, float[] logits) {
        comparator.floats("first_logits", logits, goldens.vector(file), GoldenComparator.FLOATS);
    }

    /** Compares tokens and text; recorded under the names {@code ids} and {@code text}. */
    void answer(String output, Generation own, JsonNode recorded, String ids, String text) {
        // Most cases record their smallest gap; the others' are above the line by construction.
        if (recorded.path("min_gap").asDouble(1) < DECIDED) {
            comparator.note(output + ": an answer decided by less than " + DECIDED + " was not compared");
            return;
        }
        answer(output, own, Goldens.ints(recorded.get(ids)), recorded.get(text).asText());
    }

    void answer(String output, Generation own, int[] ids, String text) {
        boolean same = Arrays.equals(own.tokenIds(), ids) && own.text().equals(text.strip());
        comparator.equal(output, same, "\"" + own.text() + "\" instead of \"" + text + "\"");
    }

    /**
     * Compares pixel values and the image features that enter the decoder.
     *
     * @param features a file of all features, or nothing
     */
    void image(JsonNode line, JsonNode features) {
        goldens.input(model, line.get("image").asText(), comparator).ifPresent(input -> {
            Goldens.comparePixels(line, input, comparator);
            if (line.has("image_grid_thw")) {
                grid(line, input);
            }
            if (features.isObject()) {
                comparator.floats(
                        "image_features", features(line, input), goldens.vector(features), GoldenComparator.FLOATS);
            }
        });
    }

    /** Frames, rows and columns of patches. */
    private void grid(JsonNode line, VisionInput input) {
        int[] recorded = Goldens.ints(line.get("image_grid_thw").get(0));
        int[] own = {1, input.layout().rows(), input.layout().columns()};
        comparator.equal(
                "image_grid_thw",
                Arrays.equals(own, recorded),
                line.get("image").asText());
    }

    /** Cases to be answered may record their image's features, the first of them at least. */
    void recordedImage(JsonNode line) {
        if (!line.path("image").isTextual() || !line.has("pixel_values")) {
            return;
        }
        image(line, line.path("image_features_bin"));
        goldens.input(model, line.get("image").asText(), comparator)
                .ifPresent(input -> first(line.path("image_features"), features(line, input)));
    }

    private void first(JsonNode digest, float[] own) {
        float[] first = Goldens.floats(digest.path("first"));
        comparator.floats("image_features", Arrays.copyOf(own, first.length), first, GoldenComparator.FLOATS);
        double mean = 0;
        for (float value : own) {
            mean += value / own.length;
        }
        float[] recorded = {(float) digest.path("mean").asDouble()};
        comparator.floats("image_features", new float[] {(float) mean}, recorded, GoldenComparator.FLOATS);
    }

    private float[] features(JsonNode line, VisionInput input) {
        float[][] rows = encoded(
                        line.get("image").asText(), input, line.path("prompt").asText(""))
                .features();
        float[] flat = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
        }
        return flat;
    }
}
