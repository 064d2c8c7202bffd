package dev.vlmstream.inference.verify.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.ArrayList;
import java.util.List;

/** The demo's cases: features and logits in files, answers by task in {@code expected.jsonl}. */
record DemoComparison(LanguageCases cases, FeatureComparison features) {

    private static final String QUESTION = "What type of object is in this photo?";
    private static final List<String> TASKS = List.of("open_world", "closed_world_5", "closed_world_20");
    private static final int AT_ONCE = 8;

    /** Where the recorder (tools/demo-pack/runtime.py) cut answers, whatever generation_config.json allows. */
    private static final int RECORDED_TOKENS = 32;

    /** The bundle's own settings, but for the length. */
    static GenerationOptions options(ModelBundle bundle) {
        return GenerationOptions.of(bundle).withMaxNewTokens(RECORDED_TOKENS);
    }

    void run(JsonNode line) {
        features.image(line, line.at("/files/image_features"));
        cases.request(line).ifPresent(request -> cases.firstLogits(line.at("/files/first_logits"), request));
    }

    void answers() {
        TASKS.forEach(this::expected);
    }

    private void expected(String task) {
        List<JsonNode> lines = cases.goldens().lines("expected.jsonl").stream()
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
            cases.goldens()
                    .input(cases.model(), line.get("image").asText(), cases.report())
                    .ifPresent(input -> {
                        found.add(line.get(task));
                        requests.add(new Request(Picture.Pixels.of(input), prompt(line.get(task))));
                    });
        }
        List<Generation> answers =
                cases.model().generate(requests, options(cases.model().bundle()));
        for (int i = 0; i < answers.size(); i++) {
            cases.answer(task, answers.get(i), found.get(i), "token_ids", "answer");
        }
    }

    private String prompt(JsonNode expected) {
        List<String> choices = new ArrayList<>();
        expected.path("choices").forEach(choice -> choices.add(choice.asText()));
        String question =
                choices.isEmpty() ? QUESTION : QUESTION + " Choose one from \"" + String.join(", ", choices) + "\".";
        return cases.model().prompt(question, true, PromptStyle.CHAT, false);
    }
}
