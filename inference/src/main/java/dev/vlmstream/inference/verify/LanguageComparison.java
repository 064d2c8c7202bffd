package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Image features, logits and answers of a vision-language model. */
record LanguageComparison(VisionLanguageModel model, Goldens goldens, Tally tally) {

    private static final String QUESTION = "What type of object is in this photo?";
    private static final List<String> TASKS = List.of("open_world", "closed_world_5", "closed_world_20");
    /** A lead below this may be overturned by rounding. */
    private static final double DECIDED = 0.001;

    private static final int AT_ONCE = 8;

    void run() {
        for (JsonNode line : goldens.lines("index.jsonl")) {
            switch (line.path("kind").asText("")) {
                case "" -> demoCase(line);
                case "image" -> image(line, line.path("image_features_bin"));
                case "generate" -> generate(line);
                case "batch" -> batch(line);
                case "stop" -> stop(line);
                default -> {
                    // Hidden states, likelihoods and summaries: of analyses, not of answers.
                }
            }
        }
        TASKS.forEach(this::expected);
    }

    private void demoCase(JsonNode line) {
        image(line, line.at("/files/image_features"));
        request(line).ifPresent(request -> firstLogits(line.at("/files/first_logits"), request));
    }

    private void image(JsonNode line, JsonNode features) {
        goldens.input(model, line.get("image").asText(), tally).ifPresent(input -> {
            Goldens.comparePixels(line, input, tally);
            if (features.isObject()) {
                float[] own = flat(model.imageFeatures(
                        Picture.Pixels.of(input), line.path("prompt").asText("")));
                tally.floats("image_features", own, goldens.vector(features), Tally.FLOATS);
            }
        });
    }

    private void firstLogits(JsonNode recorded, Request request) {
        if (recorded.isObject()) {
            tally.floats("first_logits", model.nextTokenLogits(request), goldens.vector(recorded), Tally.FLOATS);
        }
    }

    private void generate(JsonNode line) {
        boolean withImage = !line.path("image").isNull();
        PromptStyle style = PromptStyle.of(line.get("style").asText());
        String prompt = model.prompt(line.get("question").asText(), withImage, style, false);
        String recorded = line.get("prompt").asText();
        tally.equal("prompt", prompt.equals(recorded), line.get("id").asText() + ": \"" + prompt + "\"");
        request(line).ifPresent(request -> {
            firstLogits(line.path("first_logits"), request);
            Generation answer = model.generate(List.of(request), options(line)).get(0);
            boolean same = Arrays.equals(answer.inputIds(), ints(line.get("input_ids")));
            tally.equal("input_ids", same, line.get("id").asText());
            answer("generated_ids", answer, line, "generated_ids", "text");
        });
    }

    private void batch(JsonNode line) {
        List<Request> requests = new ArrayList<>();
        line.get("rows").forEach(row -> request(row).ifPresent(requests::add));
        if (requests.size() == line.get("rows").size()) {
            List<Generation> answers = model.generate(requests, options(line));
            for (int i = 0; i < answers.size(); i++) {
                answer("batch", answers.get(i), line.get("rows").get(i), "generated_ids", "text");
            }
        }
    }

    private void stop(JsonNode line) {
        GenerationOptions options = options(line)
                .withStopTokenIds(
                        Arrays.stream(ints(line.get("eos_token_id"))).boxed().toList());
        request(line)
                .ifPresent(request -> answer(
                        "stop", model.generate(List.of(request), options).get(0), line, "generated_ids", "text"));
    }

    private void expected(String task) {
        List<JsonNode> lines = goldens.lines("expected.jsonl").stream()
                .filter(line -> line.has(task))
                .toList();
        for (int from = 0; from < lines.size(); from += AT_ONCE) {
            some(task, lines.subList(from, Math.min(lines.size(), from + AT_ONCE)));
        }
    }

    private void some(String task, List<JsonNode> lines) {
        List<JsonNode> found = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        for (JsonNode line : lines) {
            goldens.input(model, line.get("image").asText(), tally).ifPresent(input -> {
                found.add(line.get(task));
                requests.add(new Request(Picture.Pixels.of(input), prompt(line.get(task))));
            });
        }
        List<Generation> answers = model.generate(requests, GenerationOptions.of(model.bundle()));
        for (int i = 0; i < answers.size(); i++) {
            answer(task, answers.get(i), found.get(i), "token_ids", "answer");
        }
    }

    private String prompt(JsonNode expected) {
        List<String> choices = new ArrayList<>();
        expected.path("choices").forEach(choice -> choices.add(choice.asText()));
        String question =
                choices.isEmpty() ? QUESTION : QUESTION + " Choose one from \"" + String.join(", ", choices) + "\".";
        return model.prompt(question, true, PromptStyle.CHAT, false);
    }

    private void answer(String output, Generation own, JsonNode recorded, String ids, String text) {
        // Demo lines record their smallest gap; the others' are above the line by construction.
        if (recorded.path("min_gap").asDouble(1) < DECIDED) {
            tally.note(output + ": an answer decided by less than " + DECIDED + " was not compared");
            return;
        }
        boolean same = Arrays.equals(own.tokenIds(), ints(recorded.get(ids)))
                && own.text().equals(recorded.get(text).asText().strip());
        tally.equal(
                output,
                same,
                "\"" + own.text() + "\" instead of \"" + recorded.get(text).asText() + "\"");
    }

    private Optional<Request> request(JsonNode line) {
        String prompt = line.get("prompt").asText();
        if (line.path("image").isNull()) {
            return Optional.of(new Request(null, prompt));
        }
        return goldens.input(model, line.get("image").asText(), tally)
                .map(input -> new Request(Picture.Pixels.of(input), prompt));
    }

    private GenerationOptions options(JsonNode line) {
        return GenerationOptions.of(model.bundle())
                .withMaxNewTokens(line.get("max_new_tokens").asInt());
    }

    private static float[] flat(float[][] rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
        }
        return flat;
    }

    private static int[] ints(JsonNode list) {
        int[] ints = new int[list.size()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = list.get(i).asInt();
        }
        return ints;
    }
}
