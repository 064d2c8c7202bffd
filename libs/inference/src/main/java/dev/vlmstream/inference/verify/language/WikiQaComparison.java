package dev.vlmstream.inference.verify.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers to the demo's knowledge questions, in three variants; {@code parsed} is what a rule makes of an answer. */
record WikiQaComparison(LanguageCases cases) {

    private static final String QUESTIONS = "emojiwikiqa.jsonl";
    private static final int AT_ONCE = 16;

    void run() {
        List<JsonNode> lines = cases.goldens().lines("expected_wikiqa.jsonl");
        if (lines.isEmpty()) {
            return;
        }
        Map<String, JsonNode> questions = new HashMap<>();
        cases.goldens()
                .roots(QUESTIONS)
                .forEach(line -> questions.put(line.get("image").asText(), line));
        if (questions.isEmpty()) {
            cases.report().note(QUESTIONS + " was not found; expected_wikiqa.jsonl was not compared");
            return;
        }
        variant("with_image", "text", true, lines, questions);
        variant("with_name", "text_with_name", false, lines, questions);
        variant("with_neither", "text", false, lines, questions);
    }

    private void variant(
            String variant, String text, boolean withImage, List<JsonNode> lines, Map<String, JsonNode> questions) {
        for (int from = 0; from < lines.size(); from += AT_ONCE) {
            List<JsonNode> found = new ArrayList<>();
            List<Request> requests = new ArrayList<>();
            for (JsonNode line : lines.subList(from, Math.min(lines.size(), from + AT_ONCE))) {
                String image = line.get("image").asText();
                String question = questions.get(image).get(text).asText();
                String prompt = cases.model().prompt(question, withImage, PromptStyle.CHAT, false);
                cases.request(withImage ? image : null, prompt).ifPresent(request -> {
                    found.add(line.get(variant));
                    requests.add(request);
                });
            }
            compare("wikiqa " + variant, found, requests);
        }
    }

    private void compare(String output, List<JsonNode> recorded, List<Request> requests) {
        List<Generation> answers = cases.model()
                .generate(requests, DemoComparison.options(cases.model().bundle()));
        for (int i = 0; i < answers.size(); i++) {
            cases.answer(output, answers.get(i), recorded.get(i), "token_ids", "answer");
        }
    }
}
