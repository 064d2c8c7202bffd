package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.verify.Verification.ChoiceDraw;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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

    /** Closed-world answers whose hundred labels were not written down, but can be drawn again over the whole split. */
    record DrawnChoices(LanguageCases cases, ChoiceDraw draw) {

        private static final String QUESTION = "What type of object is in this photo?";
        private static final String TASK = "closed_world_100";
        private static final String WRITTEN = "closed_world_5";
        private static final int AT_ONCE = 16;

        void run() {
            List<JsonNode> lines = cases.goldens().lines("expected.jsonl").stream()
                    .filter(line -> line.has(TASK) && !line.get(TASK).has("choices"))
                    .toList();
            List<String> classes = cases.goldens().classes("emoji_classes.json").orElse(List.of());
            if (lines.isEmpty()) {
                return;
            }
            if (classes.isEmpty() || !drawsWhatIsWritten(lines, classes)) {
                cases.report()
                        .note(TASK
                                + " was not compared: the labels offered were not written down, and are drawn again only"
                                + " by vlmstream models verify and for all lines of a split");
                return;
            }
            List<List<String>> drawn = draw.draw(labels(lines, classes), classes, 100);
            for (int from = 0; from < lines.size(); from += AT_ONCE) {
                int to = Math.min(lines.size(), from + AT_ONCE);
                some(lines.subList(from, to), drawn.subList(from, to));
            }
        }

        private boolean drawsWhatIsWritten(List<JsonNode> lines, List<String> classes) {
            List<List<String>> drawn = draw.draw(labels(lines, classes), classes, 5);
            return drawn.size() == lines.size()
                    && IntStream.range(0, drawn.size())
                            .allMatch(i ->
                                    drawn.get(i).equals(choices(lines.get(i).get(WRITTEN))));
        }

        private static List<String> labels(List<JsonNode> lines, List<String> classes) {
            return lines.stream()
                    .map(line -> classes.get(line.get("label_idx").asInt()))
                    .toList();
        }

        private static List<String> choices(JsonNode expected) {
            List<String> choices = new ArrayList<>();
            expected.path("choices").forEach(choice -> choices.add(choice.asText()));
            return choices;
        }

        private void some(List<JsonNode> lines, List<List<String>> drawn) {
            List<JsonNode> found = new ArrayList<>();
            List<Request> requests = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                JsonNode line = lines.get(i);
                String question = QUESTION + " Choose one from \"" + String.join(", ", drawn.get(i)) + "\".";
                String prompt = cases.model().prompt(question, true, PromptStyle.CHAT, false);
                cases.request(line.get("image").asText(), prompt).ifPresent(request -> {
                    found.add(line.get(TASK));
                    requests.add(request);
                });
            }
            List<Generation> answers = cases.model()
                    .generate(requests, DemoComparison.options(cases.model().bundle()));
            for (int i = 0; i < answers.size(); i++) {
                cases.answer(TASK, answers.get(i), found.get(i), "token_ids", "answer");
            }
        }
    }

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
}
