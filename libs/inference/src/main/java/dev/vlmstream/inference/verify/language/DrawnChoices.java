package dev.vlmstream.inference.verify.language;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
                    .note(TASK + " was not compared: the labels offered were not written down, and are drawn again only"
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
