package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Answers to recorded prompts, alone and in batches. */
record AnswerCases(LanguageCases cases) {

    private static final String IDS = "generated_ids";
    private static final String TEXT = "text";

    void generate(JsonNode line) {
        if (line.has("style")) {
            prompt(line);
        }
        cases.request(line).ifPresent(request -> {
            firstLogits(line, request);
            Generation answer = cases.model()
                    .generate(List.of(request), cases.options(line))
                    .get(0);
            inputIds(answer, Goldens.ints(line.get("input_ids")), line);
            compare(IDS, answer, line);
            smallestGap(answer, line);
        });
    }

    /** By how little the answer was decided, recorded for each of its steps or over all of them. */
    private void smallestGap(Generation answer, JsonNode line) {
        float[] gaps = Goldens.floats(line.path("step_gaps"));
        float smallest = (float) line.path("min_gap").asDouble(Double.POSITIVE_INFINITY);
        for (float gap : gaps) {
            smallest = Math.min(smallest, gap);
        }
        if (Float.isFinite(smallest)) {
            cases.comparator()
                    .floats(
                            "smallest_gap",
                            new float[] {answer.minGap()},
                            new float[] {smallest},
                            GoldenComparator.FLOATS);
        }
    }

    private void prompt(JsonNode line) {
        boolean withImage = !line.path("image").isNull();
        PromptStyle style = PromptStyle.of(line.get("style").asText());
        String prompt = cases.model().prompt(line.get("question").asText(), withImage, style, false);
        String recorded = line.get("prompt").asText();
        cases.comparator()
                .equal("prompt", prompt.equals(recorded), line.get("id").asText() + ": \"" + prompt + "\"");
    }

    /** The first step's logits, recorded as a file of all, as the best with their ids, or both. */
    private void firstLogits(JsonNode line, Request request) {
        List<JsonNode> all = recorded(line, "first_logits", "first_logits_bin");
        List<JsonNode> best = recorded(line, "first_logits_top", "first_logits_top20");
        if (!all.isEmpty() || !best.isEmpty()) {
            float[] logits = cases.model().nextTokenLogits(request);
            all.forEach(file -> cases.firstLogits(file, logits));
            best.forEach(ids -> bestLogits(ids, logits));
        }
    }

    private static List<JsonNode> recorded(JsonNode line, String... names) {
        return Stream.of(names).map(line::path).filter(JsonNode::isObject).toList();
    }

    /** The recorded ids have the recorded logits, and no other id has a better one. */
    private void bestLogits(JsonNode recorded, float[] logits) {
        float[] best = Goldens.floats(recorded.get("logits"));
        int[] ids = Goldens.ints(recorded.get("ids"));
        float[] own = new float[ids.length];
        for (int i = 0; i < ids.length; i++) {
            own[i] = logits[ids[i]];
        }
        cases.comparator().floats("best_logits", own, best, GoldenComparator.FLOATS);
        float[] sorted = logits.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < own.length; i++) {
            own[i] = sorted[sorted.length - 1 - i];
        }
        cases.comparator().floats("best_logits", own, best, GoldenComparator.FLOATS);
    }

    private void inputIds(Generation answer, int[] recorded, JsonNode line) {
        boolean same = Arrays.equals(answer.inputIds(), recorded);
        cases.comparator().equal("input_ids", same, line.get("id").asText());
    }

    /** Ids and text, and what ended the answer and the study's reading of it, each where it is recorded. */
    private void compare(String output, Generation answer, JsonNode line) {
        cases.answer(output, answer, line, IDS, TEXT);
        String end = line.path("stopped").asText(line.path("finish").asText());
        if (!end.isEmpty()) {
            boolean same = answer.truncated() == end.equals("length")
                    && answer.text().equals(line.path("pred").asText(answer.text()));
            cases.comparator().equal("stopped", same, line.path("id").asText(output) + ": \"" + answer.text() + "\"");
        }
    }

    void batch(JsonNode line, List<JsonNode> index) {
        if (line.has("rows")) {
            rows(line);
        } else {
            padded(line, index);
        }
    }

    private void rows(JsonNode line) {
        List<Request> requests = new ArrayList<>();
        line.get("rows").forEach(row -> cases.request(row).ifPresent(requests::add));
        if (requests.size() == line.get("rows").size()) {
            List<Generation> answers = cases.model().generate(requests, cases.options(line));
            for (int i = 0; i < answers.size(); i++) {
                compare("batch", answers.get(i), line.get("rows").get(i));
            }
        }
    }

    /** Rows recorded as one rectangle: prompts padded before, answers after their end. */
    private void padded(JsonNode line, List<JsonNode> index) {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < line.get("prompts").size(); i++) {
            cases.request(
                            line.get("images").get(i).asText(),
                            line.get("prompts").get(i).asText())
                    .ifPresent(requests::add);
        }
        if (requests.size() < line.get("prompts").size()) {
            return;
        }
        List<Generation> answers = cases.model().generate(requests, cases.options(line));
        for (int i = 0; i < answers.size(); i++) {
            Generation own = answers.get(i);
            int[] prompt = Masked.row(
                    line.get("input_ids").get(i), line.get("attention_mask").get(i));
            inputIds(own, prompt, line);
            String text = line.get("texts").get(i).asText();
            cases.answer("batch", own, Masked.answer(line, i, own.tokenIds().length), text);
            String alone = line.get("same_as").get(i).asText();
            index.stream()
                    .filter(other -> other.path("id").asText().equals(alone))
                    .forEach(other -> cases.answer("batch", own, other, IDS, TEXT));
        }
    }

    void stop(JsonNode line) {
        List<Integer> ids =
                Arrays.stream(Goldens.ints(line.get("eos_token_id"))).boxed().toList();
        GenerationOptions options = cases.options(line).withStopTokenIds(ids);
        cases.request(line)
                .ifPresent(request -> compare(
                        "stop",
                        cases.model().generate(List.of(request), options).get(0),
                        line));
    }

    /** Rows of recorded rectangles without their padding. */
    private static final class Masked {

        private Masked() {}

        /** The ids whose mask is 1. */
        static int[] row(JsonNode ids, JsonNode mask) {
            return IntStream.range(0, ids.size())
                    .filter(i -> mask.get(i).asInt() == 1)
                    .map(i -> ids.get(i).asInt())
                    .toArray();
        }

        /** A row of {@code generated_ids}, cut where nothing but padding follows {@code length} tokens. */
        static int[] answer(JsonNode line, int row, int length) {
            int[] ids = Goldens.ints(line.get("generated_ids").get(row));
            int pad = line.get("pad_token_id").asInt();
            boolean rest = Arrays.stream(ids).skip(length).allMatch(id -> id == pad);
            return rest ? Arrays.copyOf(ids, Math.min(length, ids.length)) : ids;
        }
    }
}
