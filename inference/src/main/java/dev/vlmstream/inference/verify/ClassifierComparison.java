package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.images.processing.VisionInput;
import dev.vlmstream.inference.ImageClassifier;
import dev.vlmstream.inference.verify.golden.Goldens;
import dev.vlmstream.inference.verify.golden.Tally;
import java.util.List;
import java.util.Set;

/** Logits, features and rankings of a classifier. */
record ClassifierComparison(ImageClassifier model, Goldens goldens, Tally tally) {

    private static final Set<String> KEYS =
            Set.of("case", "image", "pixel_values", "crop_rgb_sha256", "logits", "features", "top20", "files");

    void run() {
        for (JsonNode line : goldens.lines("index.jsonl")) {
            Goldens.noteOthers(line, KEYS, tally);
            goldens.input(model, line.get("image").asText(), tally).ifPresent(input -> image(line, input));
        }
        for (JsonNode line : goldens.lines("expected.jsonl")) {
            goldens.input(model, line.get("image").asText(), tally)
                    .ifPresent(input -> Rankings.byIndex(line, logits(input), tally));
        }
        for (JsonNode line : goldens.lines("zero_shot_expected.jsonl")) {
            goldens.input(model, line.get("image").asText(), tally)
                    .ifPresent(input -> Rankings.byIndexOfObjects("top5", line, logits(input), tally));
        }
    }

    private void image(JsonNode line, VisionInput input) {
        Goldens.comparePixels(line, input, tally);
        goldens.compareCrop(model, line, tally);
        float[] logits = logits(input);
        JsonNode recorded = line.has("logits") ? line.get("logits") : line.at("/files/scores");
        tally.floats("logits", logits, goldens.vector(recorded), Tally.FLOATS);
        if (line.has("features")) {
            float[] features = model.features(List.of(input.pixelValues()))
                    .map(rows -> rows[0])
                    .orElseGet(() -> new float[0]);
            tally.floats("features", features, goldens.vector(line.get("features")), Tally.FLOATS);
        }
        if (line.has("top20")) {
            line.get("top20").forEach(place -> name(place));
            Rankings.byIndexOfObjects("top20", line, logits, tally);
        }
    }

    private void name(JsonNode place) {
        String own = model.labels().get(place.get("index").asInt());
        tally.equal("labels", own.equals(place.get("name").asText()), own);
    }

    private float[] logits(VisionInput input) {
        return model.logits(List.of(input.pixelValues()))[0];
    }
}
