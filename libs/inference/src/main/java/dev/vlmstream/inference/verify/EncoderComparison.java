package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.verify.golden.Goldens;
import dev.vlmstream.inference.verify.golden.ReportBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Tokens and embeddings of both towers; what follows from them is {@link ZeroShotComparison}'s. */
record EncoderComparison(DualEncoder model, Goldens goldens, ReportBuilder report) {

    private static final Set<String> TEXT =
            Set.of("case", "text", "input_ids", "attention_mask", "text_embeds", "pooler_output");
    /** Of open_clip, which repairs texts before it cuts them up: not what a Hugging Face bundle's tokenizer does. */
    private static final Set<String> TOKENS = Set.of("text", "input_ids", "open_clip_ids");

    private static final Set<String> IMAGE =
            Set.of("case", "image", "pixel_values", "crop_rgb_sha256", "image_embeds", "pooler_output", "files");

    void run() {
        ZeroShotComparison zeroShot = new ZeroShotComparison(model, goldens, report);
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
            Goldens.noteOthers(line, TOKENS, report);
            tokens("tokenizer", line);
        }
        zeroShot.expected("expected.jsonl", "emoji_classes.json");
        zeroShot.expected("zero_shot_expected.jsonl", "imagenet_classes.json");
    }

    private void text(JsonNode line) {
        Goldens.noteOthers(line, TEXT, report);
        tokens("input_ids", line);
        float[] embeds = model.embedTexts(List.of(line.get("text").asText()))[0];
        report.floats("text_embeds", embeds, goldens.vector(embeds(line, "text_embeds")), ReportBuilder.FLOATS);
    }

    /** A text by itself has no padding that its mask would leave out. */
    private void tokens(String output, JsonNode line) {
        int[] ids = model.inputIds(line.get("text").asText());
        boolean equal = Arrays.equals(ids, Goldens.ints(line.get("input_ids")));
        int[] ones = new int[ids.length];
        Arrays.fill(ones, 1);
        boolean masked = !line.has("attention_mask") || Arrays.equals(ones, Goldens.ints(line.get("attention_mask")));
        report.equal(output, equal && masked, "\"" + line.get("text").asText() + "\"");
    }

    private void image(JsonNode line, ZeroShotComparison zeroShot) {
        Goldens.noteOthers(line, IMAGE, report);
        goldens.input(model, line.get("image").asText(), report).ifPresent(input -> {
            Goldens.comparePixels(line, input, report);
            goldens.compareCrop(model, line, report);
            float[] embeds = model.embedImages(List.of(input.pixelValues()))[0];
            report.floats("image_embeds", embeds, goldens.vector(embeds(line, "image_embeds")), ReportBuilder.FLOATS);
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
}
