package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.Arrays;

/** Pixel values and the image features that enter the decoder. */
record FeatureComparison(LanguageCases cases) {

    /** @param features a file of all features, or nothing */
    void image(JsonNode line, JsonNode features) {
        ReportBuilder report = cases.report();
        cases.goldens().input(cases.model(), line.get("image").asText(), report).ifPresent(input -> {
            Goldens.comparePixels(line, input, report);
            if (line.has("image_grid_thw")) {
                grid(line, input);
            }
            if (features.isObject()) {
                report.floats(
                        "image_features",
                        features(line, input),
                        cases.goldens().vector(features),
                        ReportBuilder.FLOATS);
            }
        });
    }

    /** Frames, rows and columns of patches. */
    private void grid(JsonNode line, VisionInput input) {
        int[] recorded = LanguageCases.ints(line.get("image_grid_thw").get(0));
        int[] own = {1, input.layout().rows(), input.layout().columns()};
        cases.report()
                .equal(
                        "image_grid_thw",
                        Arrays.equals(own, recorded),
                        line.get("image").asText());
    }

    /** Cases to be answered may record their image's features, the first of them at least. */
    void generate(JsonNode line) {
        if (!line.path("image").isTextual() || !line.has("pixel_values")) {
            return;
        }
        image(line, line.path("image_features_bin"));
        cases.goldens()
                .input(cases.model(), line.get("image").asText(), cases.report())
                .ifPresent(input -> first(line.path("image_features"), features(line, input)));
    }

    private void first(JsonNode digest, float[] own) {
        float[] first = LanguageCases.floats(digest.path("first"));
        cases.report().floats("image_features", Arrays.copyOf(own, first.length), first, ReportBuilder.FLOATS);
        double mean = 0;
        for (float value : own) {
            mean += value / own.length;
        }
        float[] recorded = {(float) digest.path("mean").asDouble()};
        cases.report().floats("image_features", new float[] {(float) mean}, recorded, ReportBuilder.FLOATS);
    }

    private float[] features(JsonNode line, VisionInput input) {
        float[][] rows = cases.model()
                .imageFeatures(Picture.Pixels.of(input), line.path("prompt").asText(""));
        float[] flat = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
        }
        return flat;
    }
}
