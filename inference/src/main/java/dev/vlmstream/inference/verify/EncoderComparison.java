package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.ClassHead;
import dev.vlmstream.inference.DualEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Embeddings of both towers, and what follows from them. */
final class EncoderComparison {

    private static final List<String> TEMPLATE = List.of("A photo of a {}");

    private final DualEncoder model;
    private final Goldens goldens;
    private final Tally tally;
    private final Map<List<List<String>>, ClassHead> heads = new HashMap<>();

    EncoderComparison(DualEncoder model, Goldens goldens, Tally tally) {
        this.model = model;
        this.goldens = goldens;
        this.tally = tally;
    }

    void run() {
        List<JsonNode> index = goldens.lines("index.jsonl");
        index.stream().filter(line -> line.has("text")).forEach(this::text);
        index.stream().filter(line -> line.has("image")).forEach(this::image);
        expected("expected.jsonl", "emoji_classes.json");
        expected("zero_shot_expected.jsonl", "imagenet_classes.json");
    }

    private void text(JsonNode line) {
        float[] embeds = model.embedTexts(List.of(line.get("text").asText()))[0];
        tally.floats("text_embeds", embeds, goldens.vector(line.get("text_embeds")), Tally.FLOATS);
    }

    private void image(JsonNode line) {
        goldens.input(model, line.get("image").asText(), tally).ifPresent(input -> {
            float[] embeds = model.embedImages(List.of(input.pixelValues()))[0];
            if (line.has("pixel_values")) {
                Goldens.comparePixels(line, input, tally);
                JsonNode recorded =
                        line.has("image_embeds") ? line.get("image_embeds") : line.at("/files/image_embeds");
                tally.floats("image_embeds", embeds, goldens.vector(recorded), Tally.FLOATS);
            }
            if (line.has("classes")) {
                scores(line, embeds);
            }
            if (line.at("/files/scores").isObject()) {
                cosines(line, embeds);
            }
        });
    }

    private void scores(JsonNode line, float[] embeds) {
        List<String> templates = line.has("templates")
                ? strings(line.get("templates"))
                : List.of(line.get("template").asText());
        ClassHead head = head(strings(line.get("classes")), templates);
        float[] recorded = new float[line.get("logits").size()];
        for (int i = 0; i < recorded.length; i++) {
            recorded[i] = (float) line.get("logits").get(i).asDouble();
        }
        tally.floats(line.get("case").asText() + " scores", head.scores(embeds), recorded, Tally.ROUNDED);
    }

    private void cosines(JsonNode line, float[] embeds) {
        goldens.classes("emoji_classes.json").ifPresent(names -> {
            float[] own = unscaled(head(names, TEMPLATE).scores(embeds));
            tally.floats("scores", own, goldens.vector(line.at("/files/scores")), Tally.FLOATS);
        });
    }

    /** The demo's goldens hold cosines, without the scale. */
    private float[] unscaled(float[] scores) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (scores[i] - model.logitBias()) / model.logitScale();
        }
        return scores;
    }

    private void expected(String file, String classes) {
        List<JsonNode> lines = goldens.lines(file);
        if (!lines.isEmpty() && goldens.classes(classes).isEmpty()) {
            tally.note(classes + " was not found; " + file + " was not compared");
            return;
        }
        for (JsonNode line : lines) {
            List<String> names = goldens.classes(classes).orElseThrow();
            goldens.input(model, line.get("image").asText(), tally).ifPresent(input -> {
                float[] scores = head(names, TEMPLATE).scores(model.embedImages(List.of(input.pixelValues()))[0]);
                if (line.has("top5_scores")) {
                    Rankings.byIndex(line, unscaled(scores), tally);
                } else {
                    Rankings.byName(line, scores, names, tally);
                }
            });
        }
    }

    private ClassHead head(List<String> names, List<String> templates) {
        return heads.computeIfAbsent(List.of(names, templates), key -> model.classHead(names, templates));
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(item -> strings.add(item.asText()));
        return strings;
    }
}
