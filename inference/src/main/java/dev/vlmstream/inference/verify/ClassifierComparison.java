package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.ImageClassifier;
import java.util.List;

/** Logits and rankings of a classifier. */
record ClassifierComparison(ImageClassifier model, Goldens goldens, Tally tally) {

    void run() {
        for (JsonNode line : goldens.lines("index.jsonl")) {
            goldens.input(model, line.get("image").asText(), tally).ifPresent(input -> {
                Goldens.comparePixels(line, input, tally);
                JsonNode recorded = line.has("logits") ? line.get("logits") : line.at("/files/scores");
                tally.floats("logits", logits(input.pixelValues()), goldens.vector(recorded), Tally.FLOATS);
            });
        }
        for (JsonNode line : goldens.lines("expected.jsonl")) {
            goldens.input(model, line.get("image").asText(), tally)
                    .ifPresent(input -> Rankings.byIndex(line, logits(input.pixelValues()), tally));
        }
        for (JsonNode line : goldens.lines("zero_shot_expected.jsonl")) {
            goldens.input(model, line.get("image").asText(), tally)
                    .ifPresent(input -> Rankings.byIndexOfObjects(line, logits(input.pixelValues()), tally));
        }
    }

    private float[] logits(float[] pixels) {
        return model.logits(List.of(pixels))[0];
    }
}
