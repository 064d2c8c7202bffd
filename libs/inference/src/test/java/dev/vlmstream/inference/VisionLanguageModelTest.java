package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.GenerationOptions.Restrictions;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class VisionLanguageModelTest {

    private static final double DECIDED = 0.001;
    private static final GenerationOptions SHORT = GenerationOptions.greedy(16, List.of(2));

    private static VisionLanguageModel model;

    @BeforeAll
    static void load() {
        model = (VisionLanguageModel) ModelLoader.load(Demo.bundle("emoji-vlm"), TestBundles.ONE_THREAD);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Request ask(JsonNode line, String question) {
        Picture picture = Picture.Pixels.of(Demo.input(model, line.get("image").asText()));
        return new Request(picture, model.prompt(question, true, PromptStyle.CHAT, false));
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

    private static Offset<Double> within(double value) {
        return Offset.offset(value);
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

    /** Requests of all lengths: with and without image, with few and many choices. */
    private static List<Request> mixed() {
        List<Request> requests = new ArrayList<>();
        List<JsonNode> lines = Demo.expected("emoji-vlm").subList(0, 6);
        for (JsonNode line : lines) {
            requests.add(ask(line, Demo.QUESTION));
            requests.add(ask(line, closedWorld(line)));
            requests.add(new Request(null, model.prompt(line.get("image").asText(), false, PromptStyle.STUDY, false)));
        }
        return requests;
    }

    @Test
    void answersTheSameWhateverElseIsInTheBatch() {
        List<Request> requests = mixed();
        List<Generation> alone = requests.stream()
                .map(r -> model.generate(List.of(r), SHORT).get(0))
                .toList();
        Random random = new Random(20240518);
        for (int trial = 0; trial < 12; trial++) {
            List<Integer> order = new ArrayList<>();
            random.ints(1 + random.nextInt(9), 0, requests.size()).forEach(order::add);
            List<Generation> together =
                    model.generate(order.stream().map(requests::get).toList(), SHORT);
            for (int i = 0; i < order.size(); i++) {
                assertSame(alone.get(order.get(i)), together.get(i));
            }
        }
    }

    private static void assertSame(Generation alone, Generation together) {
        if (alone.minGap() >= DECIDED) {
            assertThat(together.tokenIds()).containsExactly(alone.tokenIds());
            assertThat(together.truncated()).isEqualTo(alone.truncated());
        }
        assertThat(together.inputIds()).containsExactly(alone.inputIds());
    }

    @Test
    void expandsThePlaceholderToTheImagesTokensOnce() {
        Request request = ask(Demo.expected("emoji-vlm").get(0), Demo.QUESTION);
        int[] ids = model.generate(List.of(request), SHORT).get(0).inputIds();
        assertThat(ids).startsWith(1).contains(2561);
        assertThat(Arrays.stream(ids).filter(id -> id == 2561).count()).isEqualTo(16);
    }

    @Test
    void answersWithoutAnImage() {
        String prompt = model.prompt("Which word goes with a grinning face?", false, PromptStyle.CHAT, false);
        Generation answer =
                model.generate(List.of(new Request(null, prompt)), SHORT).get(0);
        assertThat(answer.tokenIds()).isNotEmpty();
        assertThat(answer.seconds()).isGreaterThanOrEqualTo(answer.secondsToFirstToken());
    }

    @Test
    void endsAtTheLimitAndSaysSo() {
        Request request = ask(Demo.expected("emoji-vlm").get(0), Demo.QUESTION);
        Generation cut =
                model.generate(List.of(request), SHORT.withMaxNewTokens(3)).get(0);
        assertThat(cut.tokenIds()).containsExactly(473, 384, 428);
        assertThat(cut.truncated()).isTrue();
        Generation whole = model.generate(List.of(request), SHORT).get(0);
        assertThat(whole.truncated()).isFalse();
        assertThat(whole.tokenIds()).endsWith(2);
    }

    @Test
    void endsAtAnyOfSeveralStopTokens() {
        Request request = ask(Demo.expected("emoji-vlm").get(0), Demo.QUESTION);
        Generation answer = model.generate(List.of(request), SHORT.withStopTokenIds(List.of(2, 428)))
                .get(0);
        assertThat(answer.tokenIds()).containsExactly(473, 384, 428);
        assertThat(answer.truncated()).isFalse();
    }

    @Test
    void endsAsSoonAsTheTextHasAStopString() {
        Request request = ask(Demo.expected("emoji-vlm").get(0), Demo.QUESTION);
        Generation whole = model.generate(List.of(request), SHORT).get(0);
        String second = whole.text().split(" ")[1];
        GenerationOptions stopping = GenerationOptions.of(
                model.bundle(), Map.of("max_new_tokens", "16", "stop_strings", "[\"" + second + "\"]"));

        Generation stopped = model.generate(List.of(request), stopping).get(0);

        assertThat(stopped.text())
                .isEqualTo(whole.text().substring(0, whole.text().indexOf(second) + second.length()));
        assertThat(stopped.truncated()).isFalse();
        assertThat(whole.tokenIds()).startsWith(stopped.tokenIds()).hasSizeGreaterThan(stopped.tokenIds().length);
    }

    @Test
    void aRepetitionPenaltyKeepsTokensFromComingBack() {
        Request request = ask(Demo.expected("emoji-vlm").get(0), Demo.QUESTION);
        int[] ids = model.generate(List.of(request), SHORT.withRestrictions(Restrictions.penalty(1000)))
                .get(0)
                .tokenIds();
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void refusesAPlaceholderWithoutImageAndAnImageWithoutPlaceholder() {
        Picture pixels = blank(128);
        Request fine = new Request(pixels, "USER: <image> ASSISTANT:");
        assertThatThrownBy(() -> model.generate(List.of(fine, new Request(null, "USER: <image> ASSISTANT:")), SHORT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("request 1")
                .hasMessageContaining("<image>");
        assertThatThrownBy(() -> model.generate(List.of(new Request(pixels, "USER: hello ASSISTANT:")), SHORT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 placeholders");
    }

    private static Picture blank(int side) {
        float[] values = new float[3 * side * side];
        return Picture.Pixels.of(new VisionInput(values, new int[] {3, side, side}, new ImageLayout(side, side, 1, 1)));
    }

    @Test
    void refusesPixelsOfAnotherSizeAndPromptsBeyondTheContext() {
        assertThatThrownBy(() -> model.generate(List.of(new Request(blank(1), "<image>")), SHORT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 x 128 x 128");
        assertThatThrownBy(() -> model.generate(List.of(new Request(null, "word ".repeat(2000))), SHORT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("context");
    }

    @Test
    void anEmptyListIsAnsweredWithAnEmptyList() {
        assertThat(model.generate(List.of(), SHORT)).isEmpty();
    }

    @Test
    void writesThePromptsOfTheStudyAndOfTheChatTemplate() {
        assertThat(model.prompt("Q?", true, PromptStyle.STUDY, false)).isEqualTo("USER: <image>\nQ?\nASSISTANT:");
        assertThat(model.prompt("Q?", false, PromptStyle.STUDY, false)).isEqualTo("USER: Q?\nASSISTANT:");
        assertThat(model.prompt("Q?", true, PromptStyle.STUDY, true))
                .isEqualTo("USER: <image>\nQ?\nASSISTANT: Let's think step by step.");
        assertThat(model.prompt("Q?", true, PromptStyle.CHAT, false)).isEqualTo("USER: <image>\nQ? ASSISTANT:");
        assertThat(model.prompt("Q?", false, PromptStyle.CHAT, true))
                .isEqualTo("USER: Q? ASSISTANT: Let's think step by step.");
    }
}
