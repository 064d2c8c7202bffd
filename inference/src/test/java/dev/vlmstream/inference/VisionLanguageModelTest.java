package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VisionLanguageModelTest {

    private static final double DECIDED = 0.001;
    private static final GenerationOptions SHORT = new GenerationOptions(16, List.of(2), 1);

    private static VisionLanguageModel model;

    @BeforeAll
    static void load() {
        model = (VisionLanguageModel)
                Model.load(Demo.bundle("emoji-vlm"), RuntimeOptions.cpu().withIntraOpThreads(1));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Request ask(JsonNode line, String question) {
        float[] pixels = Demo.pixels(model, line.get("image").asText());
        return new Request(pixels, model.prompt(question, true, PromptStyle.CHAT, false));
    }

    private static String closedWorld(JsonNode line) {
        List<String> choices = new ArrayList<>();
        line.at("/closed_world_5/choices").forEach(choice -> choices.add(choice.asText()));
        return Demo.QUESTION + " Choose one from \"" + String.join(", ", choices) + "\".";
    }

    private static void assertAnswer(Generation answer, JsonNode expected) {
        if (expected.get("min_gap").asDouble() < DECIDED) {
            return;
        }
        assertThat(answer.tokenIds()).containsExactly(Demo.ints(expected.get("token_ids")));
        assertThat(answer.text()).isEqualTo(expected.get("answer").asText());
        assertThat((double) answer.minGap()).isCloseTo(expected.get("min_gap").asDouble(), within(DECIDED));
    }

    private static org.assertj.core.data.Offset<Double> within(double value) {
        return org.assertj.core.data.Offset.offset(value);
    }

    @Test
    void givesTheRecordedAnswersInTheOpenWorld() {
        List<JsonNode> lines = Demo.expected("emoji-vlm");
        List<Request> requests = lines.stream().map(l -> ask(l, Demo.QUESTION)).toList();
        List<Generation> answers = model.generate(requests, SHORT);
        for (int i = 0; i < answers.size(); i++) {
            assertAnswer(answers.get(i), lines.get(i).get("open_world"));
        }
    }

    @Test
    void givesTheRecordedAnswersInTheClosedWorld() {
        List<JsonNode> lines = Demo.expected("emoji-vlm");
        List<Request> requests = lines.stream().map(l -> ask(l, closedWorld(l))).toList();
        List<Generation> answers = model.generate(requests, SHORT);
        for (int i = 0; i < answers.size(); i++) {
            assertAnswer(answers.get(i), lines.get(i).get("closed_world_5"));
        }
    }
}
