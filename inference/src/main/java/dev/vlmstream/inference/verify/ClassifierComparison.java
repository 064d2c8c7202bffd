package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.ImageClassifier;
import java.util.List;

/** Logits and rankings of a classifier. */
record ClassifierComparison(ImageClassifier model, Goldens goldens, Tally tally) {

    void run() {
        for (JsonNode line : goldens.lines("index.jsonl")) {
            goldens.pixels(model, line.get("image").asText(), tally).ifPresent(pixels -> {
                Goldens.comparePixels(line, pixels, tally);
                JsonNode recorded = line.has("logits") ? line.get("logits") : line.at("/files/scores");
                tally.floats("logits", logits(pixels), goldens.vector(recorded), Tally.FLOATS);
            });
        }
        for (JsonNode line : goldens.lines("expected.jsonl")) {
            goldens.pixels(model, line.get("image").asText(), tally)
                    .ifPresent(pixels -> Rankings.byIndex(line, logits(pixels), tally));
        }
        for (JsonNode line : goldens.lines("zero_shot_expected.jsonl")) {
            goldens.pixels(model, line.get("image").asText(), tally)
                    .ifPresent(pixels -> Rankings.byIndexOfObjects(line, logits(pixels), tally));
        }
    }

    private float[] logits(float[] pixels) {
        return model.logits(List.of(pixels))[0];
    }
}
