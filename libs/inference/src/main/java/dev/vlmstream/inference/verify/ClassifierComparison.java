package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.verify.golden.Goldens;
import dev.vlmstream.inference.verify.golden.ReportBuilder;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import java.util.Set;

/** Logits, features and rankings of a classifier. */
record ClassifierComparison(ImageClassifier model, Goldens goldens, ReportBuilder report) {

    private static final Set<String> KEYS =
            Set.of("case", "image", "pixel_values", "crop_rgb_sha256", "logits", "features", "top20", "files");

    void run() {
        for (JsonNode line : goldens.lines("index.jsonl")) {
            Goldens.noteOthers(line, KEYS, report);
            goldens.input(model, line.get("image").asText(), report).ifPresent(input -> image(line, input));
        }
        for (JsonNode line : goldens.lines("expected.jsonl")) {
            goldens.input(model, line.get("image").asText(), report)
                    .ifPresent(input -> Rankings.byIndex(line, logits(input), report));
        }
        for (JsonNode line : goldens.lines("zero_shot_expected.jsonl")) {
            goldens.input(model, line.get("image").asText(), report)
                    .ifPresent(input -> Rankings.byIndexOfObjects("top5", line, logits(input), report));
        }
    }

    private void image(JsonNode line, VisionInput input) {
        Goldens.comparePixels(line, input, report);
        goldens.compareCrop(model, line, report);
        float[] logits = logits(input);
        JsonNode recorded = line.has("logits") ? line.get("logits") : line.at("/files/scores");
        report.floats("logits", logits, goldens.vector(recorded), ReportBuilder.FLOATS);
        if (line.has("features")) {
            float[] features = model.features(List.of(input.pixelValues()))
                    .map(rows -> rows[0])
                    .orElseGet(() -> new float[0]);
            report.floats("features", features, goldens.vector(line.get("features")), ReportBuilder.FLOATS);
        }
        if (line.has("top20")) {
            line.get("top20").forEach(place -> name(place));
            Rankings.byIndexOfObjects("top20", line, logits, report);
        }
    }

    private void name(JsonNode place) {
        String own = model.labels().get(place.get("index").asInt());
        report.equal("labels", own.equals(place.get("name").asText()), own);
    }

    private float[] logits(VisionInput input) {
        return model.logits(List.of(input.pixelValues()))[0];
    }
}
