package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.ClassHead;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.verify.golden.Goldens;
import dev.vlmstream.inference.verify.golden.ReportBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Class heads of a dual encoder, and the scores, probabilities and rankings that they give images. */
final class ZeroShotComparison {

    private static final List<String> TEMPLATE = List.of("A photo of a {}");
    private static final Set<String> KEYS = Set.of(
            "case",
            "image",
            "template",
            "templates",
            "classes",
            "class_embeds",
            "logit_scale",
            "logit_bias",
            "logits",
            "probabilities",
            "ranking");

    private final DualEncoder model;
    private final Goldens goldens;
    private final ReportBuilder report;
    private final Map<List<List<String>>, ClassHead> heads = new HashMap<>();

    ZeroShotComparison(DualEncoder model, Goldens goldens, ReportBuilder report) {
        this.model = model;
        this.goldens = goldens;
        this.report = report;
    }

    /** A line with its own classes and template or templates. */
    void classes(JsonNode line) {
        Goldens.noteOthers(line, KEYS, report);
        List<String> templates = line.has("templates")
                ? strings(line.get("templates"))
                : List.of(line.get("template").asText());
        ClassHead head = head(strings(line.get("classes")), templates);
        if (line.has("class_embeds")) {
            report.floats(
                    "class_embeds", weights(head), goldens.vector(line.get("class_embeds")), ReportBuilder.FLOATS);
        }
        float[] similarity = {model.logitScale(), model.logitBias()};
        float[] recorded = {number(line, "logit_scale"), number(line, "logit_bias")};
        report.floats("logit_scale, logit_bias", similarity, recorded, ReportBuilder.FLOATS);
        goldens.input(model, line.get("image").asText(), report)
                .ifPresent(input -> scores(line, head.scores(model.embedImages(List.of(input.pixelValues()))[0])));
    }

    private void scores(JsonNode line, float[] scores) {
        String name = line.get("case").asText();
        report.floats(name + " scores", scores, Goldens.floats(line.get("logits")), ReportBuilder.ROUNDED);
        float[] recorded = Goldens.floats(line.get("probabilities"));
        report.floats(name + " probabilities", model.probabilities(scores), recorded, ReportBuilder.FLOATS);
        Rankings.whole(name + " ranking", line, scores, report);
    }

    private static float[] weights(ClassHead head) {
        int width = head.weights(0).length;
        float[] all = new float[head.names().size() * width];
        for (int i = 0; i < head.names().size(); i++) {
            System.arraycopy(head.weights(i), 0, all, i * width, width);
        }
        return all;
    }

    private static float number(JsonNode line, String key) {
        return (float) line.get(key).asDouble();
    }

    /** The demo's scores: cosines, without the scale. */
    void cosines(JsonNode line, float[] embeds) {
        goldens.classes("emoji_classes.json").ifPresent(names -> {
            float[] own = unscaled(head(names, TEMPLATE).scores(embeds));
            report.floats("scores", own, goldens.vector(line.at("/files/scores")), ReportBuilder.FLOATS);
        });
    }

    private float[] unscaled(float[] scores) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (scores[i] - model.logitBias()) / model.logitScale();
        }
        return scores;
    }

    /** Top-5 lists over the classes of a file. */
    void expected(String file, String classes) {
        List<JsonNode> lines = goldens.lines(file);
        if (!lines.isEmpty() && goldens.classes(classes).isEmpty()) {
            report.note(classes + " was not found; " + file + " was not compared");
            return;
        }
        for (JsonNode line : lines) {
            List<String> names = goldens.classes(classes).orElseThrow();
            goldens.input(model, line.get("image").asText(), report).ifPresent(input -> {
                float[] scores = head(names, TEMPLATE).scores(model.embedImages(List.of(input.pixelValues()))[0]);
                if (line.has("top5_scores")) {
                    Rankings.byIndex(line, unscaled(scores), report);
                } else {
                    Rankings.byName(line, scores, names, report);
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
