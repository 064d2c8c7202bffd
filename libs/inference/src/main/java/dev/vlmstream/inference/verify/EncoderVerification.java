package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.ClassHead;
import dev.vlmstream.inference.DualEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tokens and embeddings of both towers; what follows from them is {@link ZeroShotCases}'s. */
record EncoderVerification(DualEncoder model, Goldens goldens, GoldenComparator comparator) {

    private static final Set<String> TEXT =
            Set.of("case", "text", "input_ids", "attention_mask", "text_embeds", "pooler_output");
    /** Of open_clip, which repairs texts before it cuts them up: not what a Hugging Face bundle's tokenizer does. */
    private static final Set<String> TOKENS = Set.of("text", "input_ids", "open_clip_ids");

    private static final Set<String> IMAGE =
            Set.of("case", "image", "pixel_values", "crop_rgb_sha256", "image_embeds", "pooler_output", "files");

    void run() {
        ZeroShotCases zeroShot = new ZeroShotCases(model, goldens, comparator);
        for (JsonNode line : goldens.lines("index.jsonl")) {
            if (line.has("text")) {
                text(line);
            } else if (line.has("classes")) {
                zeroShot.classes(line);
            } else {
                image(line, zeroShot);
            }
        }
        for (JsonNode line : goldens.lines("tokenizer.jsonl")) {
            Goldens.noteOthers(line, TOKENS, comparator);
            tokens("tokenizer", line);
        }
        zeroShot.expected("expected.jsonl", "emoji_classes.json");
        zeroShot.expected("zero_shot_expected.jsonl", "imagenet_classes.json");
    }

    private void text(JsonNode line) {
        Goldens.noteOthers(line, TEXT, comparator);
        tokens("input_ids", line);
        float[] embeds = model.embedTexts(List.of(line.get("text").asText()))[0];
        comparator.floats("text_embeds", embeds, goldens.vector(embeds(line, "text_embeds")), GoldenComparator.FLOATS);
    }

    /** A text by itself has no padding that its mask would leave out. */
    private void tokens(String output, JsonNode line) {
        int[] ids = model.inputIds(line.get("text").asText());
        boolean equal = Arrays.equals(ids, Goldens.ints(line.get("input_ids")));
        int[] ones = new int[ids.length];
        Arrays.fill(ones, 1);
        boolean masked = !line.has("attention_mask") || Arrays.equals(ones, Goldens.ints(line.get("attention_mask")));
        comparator.equal(output, equal && masked, "\"" + line.get("text").asText() + "\"");
    }

    private void image(JsonNode line, ZeroShotCases zeroShot) {
        Goldens.noteOthers(line, IMAGE, comparator);
        goldens.input(model, line.get("image").asText(), comparator).ifPresent(input -> {
            Goldens.comparePixels(line, input, comparator);
            goldens.compareCrop(model, line, comparator);
            float[] embeds = model.embedImages(List.of(input.pixelValues()))[0];
            comparator.floats(
                    "image_embeds", embeds, goldens.vector(embeds(line, "image_embeds")), GoldenComparator.FLOATS);
            if (line.at("/files/scores").isObject()) {
                zeroShot.cosines(line, embeds);
            }
        });
    }

    /** Under the name of its graph's output, or among the line's files. */
    private static JsonNode embeds(JsonNode line, String name) {
        if (line.has("pooler_output")) {
            return line.get("pooler_output");
        }
        return line.has(name) ? line.get(name) : line.path("files").get(name);
    }

    /** Class heads of a dual encoder, and the scores, probabilities and rankings that they give images. */
    private static final class ZeroShotCases {

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
        private final GoldenComparator comparator;
        private final Map<List<List<String>>, ClassHead> heads = new HashMap<>();

        ZeroShotCases(DualEncoder model, Goldens goldens, GoldenComparator comparator) {
            this.model = model;
            this.goldens = goldens;
            this.comparator = comparator;
        }

        /** A line with its own classes and template or templates. */
        void classes(JsonNode line) {
            Goldens.noteOthers(line, KEYS, comparator);
            List<String> templates = line.has("templates")
                    ? strings(line.get("templates"))
                    : List.of(line.get("template").asText());
            ClassHead head = head(strings(line.get("classes")), templates);
            if (line.has("class_embeds")) {
                comparator.floats(
                        "class_embeds",
                        weights(head),
                        goldens.vector(line.get("class_embeds")),
                        GoldenComparator.FLOATS);
            }
            float[] similarity = {model.logitScale(), model.logitBias()};
            float[] recorded = {number(line, "logit_scale"), number(line, "logit_bias")};
            comparator.floats("logit_scale, logit_bias", similarity, recorded, GoldenComparator.FLOATS);
            goldens.input(model, line.get("image").asText(), comparator)
                    .ifPresent(input -> scores(line, head.scores(model.embedImages(List.of(input.pixelValues()))[0])));
        }

        private void scores(JsonNode line, float[] scores) {
            String name = line.get("case").asText();
            comparator.floats(name + " scores", scores, Goldens.floats(line.get("logits")), GoldenComparator.ROUNDED);
            float[] recorded = Goldens.floats(line.get("probabilities"));
            comparator.floats(name + " probabilities", model.probabilities(scores), recorded, GoldenComparator.FLOATS);
            comparator.wholeRanking(name + " ranking", line, scores);
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
                comparator.floats("scores", own, goldens.vector(line.at("/files/scores")), GoldenComparator.FLOATS);
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
                comparator.note(classes + " was not found; " + file + " was not compared");
                return;
            }
            for (JsonNode line : lines) {
                List<String> names = goldens.classes(classes).orElseThrow();
                goldens.input(model, line.get("image").asText(), comparator).ifPresent(input -> {
                    float[] scores = head(names, TEMPLATE).scores(model.embedImages(List.of(input.pixelValues()))[0]);
                    if (line.has("top5_scores")) {
                        comparator.rankingByIndex(line, unscaled(scores));
                    } else {
                        comparator.rankingByName(line, scores, names);
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
}
