package dev.vlmstream.inference.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.verify.Verification.ChoiceDraw;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The demo's cases: features and logits in files, answers by task in {@code expected.jsonl}, to knowledge questions in {@code
 * expected_wikiqa.jsonl}, where {@code parsed} is what a rule makes of an answer.
 */
record DemoCases(LanguageCases cases, ChoiceDraw draw) {

    private static final String QUESTION = "What type of object is in this photo?";
    private static final List<String> TASKS = List.of("open_world", "closed_world_5", "closed_world_20");
    private static final String DRAWN = "closed_world_100";
    private static final String WRITTEN = "closed_world_5";
    private static final String WIKI_QUESTIONS = "emojiwikiqa.jsonl";
    private static final int AT_ONCE = 16;

    /** Where the recorder (tools/demo-pack/runtime.py) cut answers, whatever generation_config.json allows. */
    private static final int RECORDED_TOKENS = 32;

    /**
     * A prompt and the recorded answer to it.
     *
     * @param image null: the prompt has none
     */
    private record Answered(@Nullable String image, String prompt, JsonNode answer) {}

    void run(JsonNode line) {
        cases.image(line, line.at("/files/image_features"));
        JsonNode logits = line.at("/files/first_logits");
        if (logits.isObject()) {
            cases.request(line)
                    .ifPresent(
                            request -> cases.firstLogits(logits, cases.model().nextTokenLogits(request)));
        }
    }

    void answers() {
        for (String task : TASKS) {
            compare(
                    task,
                    cases.goldens().lines("expected.jsonl").stream()
                            .filter(line -> line.has(task))
                            .map(line -> answered(line, task, choices(line.get(task))))
                            .toList());
        }
    }

    private Answered answered(JsonNode line, String task, List<String> choices) {
        String question =
                choices.isEmpty() ? QUESTION : QUESTION + " Choose one from \"" + String.join(", ", choices) + "\".";
        String prompt = cases.model().prompt(question, true, PromptStyle.CHAT, false);
        return new Answered(line.get("image").asText(), prompt, line.get(task));
    }

    /** The bundle's own settings, but for the length. */
    private void compare(String output, List<Answered> all) {
        GenerationOptions options = GenerationOptions.of(cases.model().bundle()).withMaxNewTokens(RECORDED_TOKENS);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<JsonNode> recorded = new ArrayList<>();
            List<Request> requests = new ArrayList<>();
            for (Answered one : all.subList(from, Math.min(all.size(), from + AT_ONCE))) {
                cases.request(one.image(), one.prompt()).ifPresent(request -> {
                    recorded.add(one.answer());
                    requests.add(request);
                });
            }
            List<Generation> own = cases.model().generate(requests, options);
            for (int i = 0; i < own.size(); i++) {
                cases.answer(output, own.get(i), recorded.get(i), "token_ids", "answer");
            }
        }
    }

    /** Closed-world answers whose hundred labels were not written down, but can be drawn again over the whole split. */
    void drawnChoices() {
        List<JsonNode> lines = cases.goldens().lines("expected.jsonl").stream()
                .filter(line -> line.has(DRAWN) && !line.get(DRAWN).has("choices"))
                .toList();
        List<String> classes = cases.goldens().classes("emoji_classes.json").orElse(List.of());
        if (lines.isEmpty()) {
            return;
        }
        if (classes.isEmpty() || !drawsWhatIsWritten(lines, classes)) {
            cases.comparator()
                    .note(DRAWN
                            + " was not compared: the labels offered were not written down, and are drawn again only"
                            + " by vlmstream models verify and for all lines of a split");
            return;
        }
        List<List<String>> drawn = draw.draw(labels(lines, classes), classes, 100);
        compare(
                DRAWN,
                IntStream.range(0, lines.size())
                        .mapToObj(i -> answered(lines.get(i), DRAWN, drawn.get(i)))
                        .toList());
    }

    private boolean drawsWhatIsWritten(List<JsonNode> lines, List<String> classes) {
        List<List<String>> drawn = draw.draw(labels(lines, classes), classes, 5);
        return drawn.size() == lines.size()
                && IntStream.range(0, drawn.size())
                        .allMatch(i -> drawn.get(i).equals(choices(lines.get(i).get(WRITTEN))));
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

    /** Answers to the demo's knowledge questions, in three variants. */
    void wikiQa() {
        List<JsonNode> lines = cases.goldens().lines("expected_wikiqa.jsonl");
        if (lines.isEmpty()) {
            return;
        }
        Map<String, JsonNode> questions = new HashMap<>();
        cases.goldens()
                .roots(WIKI_QUESTIONS)
                .forEach(line -> questions.put(line.get("image").asText(), line));
        if (questions.isEmpty()) {
            cases.comparator().note(WIKI_QUESTIONS + " was not found; expected_wikiqa.jsonl was not compared");
            return;
        }
        variant("with_image", "text", true, lines, questions);
        variant("with_name", "text_with_name", false, lines, questions);
        variant("with_neither", "text", false, lines, questions);
    }

    private void variant(
            String variant, String text, boolean withImage, List<JsonNode> lines, Map<String, JsonNode> questions) {
        List<Answered> all = new ArrayList<>();
        for (JsonNode line : lines) {
            String image = line.get("image").asText();
            String question = questions.get(image).get(text).asText();
            String prompt = cases.model().prompt(question, withImage, PromptStyle.CHAT, false);
            all.add(new Answered(withImage ? image : null, prompt, line.get(variant)));
        }
        compare("wikiqa " + variant, all);
    }
}
