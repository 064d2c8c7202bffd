package dev.vlmstream.inference.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlipTest {

    private static final List<String> QUESTIONS = List.of(
            "What type of object is in this photo?",
            "Identify the object in this image.",
            "What is the main object depicted in this photograph? Choose one from \"rocket, flower, tench\".",
            "Is it alive?");

    private static List<Request> requests(VisionLanguageModel model, Picture picture) {
        return QUESTIONS.stream()
                .map(question -> new Request(picture, model.prompt(question, true, PromptStyle.STUDY, false)))
                .toList();
    }

    private static Picture picture(VisionLanguageModel model, String content) {
        return new Picture.Pixels(TestBundles.input(model, "rocket.jpg"), content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-blip2-opt", "tiny-instructblip"})
    void questionsAboutOnePictureAreAnsweredTogetherAsOneByOne(String bundle) {
        try (VisionLanguageModel model = TestBundles.load(bundle)) {
            GenerationOptions options = GenerationOptions.of(model.bundle()).withMaxNewTokens(24);
            List<int[]> alone = new ArrayList<>();
            for (Request request : requests(model, picture(model, null))) {
                alone.add(model.generate(List.of(request), options).get(0).tokenIds());
            }
            assertThat(model.generate(requests(model, picture(model, null)), options))
                    .extracting(Generation::tokenIds)
                    .containsExactlyElementsOf(alone);
            List<Request> shared = requests(model, picture(model, "rocket"));
            assertThat(model.generate(shared, options))
                    .extracting(Generation::tokenIds)
                    .containsExactlyElementsOf(alone);
            assertThat(shared)
                    .extracting(request ->
                            model.generate(List.of(request), options).get(0).tokenIds())
                    .containsExactlyElementsOf(alone);
        }
    }

    @ParameterizedTest
    @CsvSource({"tiny-blip2-opt, false", "tiny-instructblip, true"})
    void featuresDependOnTheQuestionOnlyIfTheQFormerReadsIt(String bundle, boolean depend) {
        try (VisionLanguageModel model = TestBundles.load(bundle)) {
            Picture.Pixels picture = (Picture.Pixels) picture(model, null);
            float[] one = model.imageFeatures(picture, "Question: What? Answer:")[0];
            float[] other = model.imageFeatures(picture, "Question: Where? Answer:")[0];
            assertThat(Arrays.equals(one, other)).isNotEqualTo(depend);
        }
    }

    @ParameterizedTest
    @EnumSource(PromptStyle.class)
    void bothStylesAreTheStudysText(PromptStyle style) {
        try (VisionLanguageModel model = TestBundles.load("tiny-blip2-opt")) {
            assertThat(model.prompt("What is it?", true, style, false)).isEqualTo("Question: What is it? Answer:");
            assertThat(model.prompt("What is it?", true, style, true))
                    .isEqualTo("Question: What is it? Let's think step by step. Answer:");
        }
    }

    @Test
    void aPromptLongerThanTheQFormerReadsIsRefused() {
        try (VisionLanguageModel model = TestBundles.load("tiny-instructblip")) {
            Request request = new Request(picture(model, null), "tench ".repeat(400));
            GenerationOptions options = GenerationOptions.of(model.bundle());
            assertThatThrownBy(() -> model.generate(List.of(request), options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("tokens for the Q-Former", "512");
        }
    }

    @Test
    void aPromptWithImageTokensOfItsOwnIsRefused() {
        try (VisionLanguageModel model = TestBundles.load("tiny-blip2-opt")) {
            Request request = new Request(picture(model, null), "<image> Question: What is it? Answer:");
            GenerationOptions options = GenerationOptions.of(model.bundle());
            assertThatThrownBy(() -> model.generate(List.of(request), options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("image tokens", "write none");
        }
    }
}
