package dev.vlmstream.inference.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is added after the decoder's first layers reaches these however a prompt is read. */
class Qwen3VlTest {

    private static final String BUNDLE = "tiny-qwen3-vl";
    /** Of one part of the features; there are three. */
    private static final int WIDTH = 64;

    private static final float CLOSE = 2e-5f;
    private static final ClassNames NAMES = ClassNames.direct(List.of("cat", "hot dog", "dog", "hot air balloon"));

    private static VisionLanguageModel model;

    @BeforeAll
    static void load() {
        model = TestBundles.load(BUNDLE);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Picture.Pixels pixels(String picture, boolean named) {
        return new Picture.Pixels(TestBundles.input(model, picture), named ? picture : null);
    }

    private static Request ask(Picture picture, String question) {
        return new Request(picture, model.prompt(question, picture != null, PromptStyle.STUDY, false));
    }

    private static Request encoded(Picture.Pixels picture, float[][] features) {
        return ask(new Picture.Encoded(features, picture.layout(), null), "What is it?");
    }

    private static void assertClose(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(CLOSE * Math.max(1, Math.abs(expected[i]))));
        }
    }

    @Test
    void theStudysPromptIsThatOfTheTemplateWhichHasNoSystemsTurn() {
        for (boolean withImage : List.of(true, false)) {
            assertThat(model.prompt("Q", withImage, PromptStyle.CHAT, false))
                    .isEqualTo(model.prompt("Q", withImage, PromptStyle.STUDY, false))
                    .startsWith("<|im_start|>user\n");
        }
    }

    @Test
    void everyPartOfTheFeaturesCounts() {
        Picture.Pixels picture = pixels("rocket.jpg", false);
        float[][] features = model.imageFeatures(picture, "");
        assertThat(features[0]).hasSize(3 * WIDTH);
        float[] whole = model.nextTokenLogits(ask(picture, "What is it?"));
        assertThat(model.nextTokenLogits(encoded(picture, features))).containsExactly(whole);
        for (int part = 0; part < 3; part++) {
            float[] without = model.nextTokenLogits(encoded(picture, without(features, part)));
            assertThat(distance(without, whole)).as("without part %d", part).isGreaterThan(0.1f);
        }
    }

    private static float[][] without(float[][] features, int part) {
        return Stream.of(features)
                .map(row -> {
                    float[] changed = row.clone();
                    Arrays.fill(changed, part * WIDTH, (part + 1) * WIDTH, 0);
                    return changed;
                })
                .toArray(float[][]::new);
    }

    private static float distance(float[] one, float[] other) {
        float largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }

    @Test
    void featuresForTheEmbeddingsAloneAreRefused() {
        Picture.Pixels picture = pixels("rocket.jpg", false);
        float[][] features = Stream.of(model.imageFeatures(picture, ""))
                .map(row -> Arrays.copyOf(row, WIDTH))
                .toArray(float[][]::new);
        assertThatThrownBy(() -> model.nextTokenLogits(encoded(picture, features)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows of 64 values cannot take the place of rows of 192 values");
    }

    @Test
    void hiddenStatesOfABatchAreThoseOfEachPromptAlone() {
        List<Request> requests = List.of(
                ask(pixels("rocket.jpg", false), "What is it?"),
                ask(null, "What is it?"),
                ask(pixels("tall_10x700.jpg", false), "Which colour has it, and what else is in this picture?"));
        List<HiddenStates> together = model.hiddenStates(requests, List.of(5));
        for (int i = 0; i < requests.size(); i++) {
            HiddenStates alone =
                    model.hiddenStates(List.of(requests.get(i)), List.of(5)).get(0);
            assertClose(together.get(i).last(), alone.last());
            assertClose(together.get(i).mean(), alone.mean());
            assertClose(together.get(i).given()[0], alone.given()[0]);
        }
    }

    @Test
    void likelihoodsBehindAPictureThatWasReadBeforeAreThoseBehindOneThatIsRead() {
        String prompt = model.likelihoodPrompt("What is it?", true, PromptStyle.STUDY, null);
        List<Request> requests = new ArrayList<>();
        for (boolean named : List.of(false, true, true)) {
            requests.add(new Request(pixels("cat_420.jpg", named), prompt));
        }
        long hits = model.prefixReuse().hits();
        List<ClassLikelihoods> found = model.classLikelihoods(requests, NAMES);
        assertThat(model.prefixReuse().hits()).isEqualTo(hits + 1);
        for (ClassLikelihoods likelihoods : found) {
            for (int name = 0; name < NAMES.names().size(); name++) {
                assertClose(likelihoods.logProbs()[name], found.get(0).logProbs()[name]);
            }
        }
    }
}
