package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same weights with ordinary attention and with ONNX Runtime's GroupQueryAttention, which takes a row's first keys for its
 * own however the mask has them: prompts of several lengths give the same, batched.
 */
class GroupQueryAttentionTest {
    private static final String IMAGE = "flower.jpg";
    private static final List<String> QUESTIONS = List.of(
            "What is it?",
            "?",
            "Is it an ant, a bee, a car, a dog or an elephant, and how sure would you be of that?",
            "Name the flower in this picture and nothing else.");
    private static final List<String> NAMES = List.of(
            "ant",
            "ant hill",
            "anteater",
            "bee",
            "bee eater",
            "car",
            "car wheel",
            "cardigan",
            "dog",
            "a very long name of a dog");

    @TempDir
    static Path directory;

    private static VisionLanguageModel ordinary;
    private static VisionLanguageModel counting;

    @BeforeAll
    static void load() {
        ordinary = (VisionLanguageModel) ModelLoader.load(Demo.bundle("emoji-vlm"), RuntimeOptions.cpu());
        Path bundle = TestBundles.groupQueryAttention(directory);
        counting = (VisionLanguageModel) ModelLoader.load(BundleFinder.open(bundle), RuntimeOptions.cpu());
    }

    @AfterAll
    static void close() {
        ordinary.close();
        counting.close();
    }

    /** Of several lengths, with an image and without. */
    private static List<Request> requests(VisionLanguageModel model) {
        Picture image = new Picture.Pixels(TestBundles.input(model, IMAGE), IMAGE);
        List<Request> requests = new ArrayList<>();
        for (String question : QUESTIONS) {
            requests.add(new Request(null, model.prompt(question, false, PromptStyle.STUDY, false)));
            requests.add(new Request(image, model.prompt(question, true, PromptStyle.STUDY, false)));
        }
        return requests;
    }

    @Test
    void answersAreTheSame() {
        GenerationOptions options = GenerationOptions.greedy(10, List.of(2));
        List<Generation> expected = ordinary.generate(requests(ordinary), options);
        List<Generation> answers = counting.generate(requests(counting), options);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(answers.get(i).tokenIds())
                    .as("question %d", i)
                    .containsExactly(expected.get(i).tokenIds());
        }
    }

    @Test
    void likelihoodsOfNamesAreTheSame() {
        ClassNames names = ClassNames.direct(NAMES);
        List<ClassLikelihoods> expected = ordinary.classLikelihoods(requests(ordinary), names);
        List<ClassLikelihoods> found = counting.classLikelihoods(requests(counting), names);
        for (int i = 0; i < expected.size(); i++) {
            for (int name = 0; name < NAMES.size(); name++) {
                assertClose(found.get(i).logProbs()[name], expected.get(i).logProbs()[name]);
            }
        }
    }

    @Test
    void hiddenStatesOfABatchAreTheSame() {
        List<HiddenStates> expected = ordinary.hiddenStates(requests(ordinary), List.of(0, 1));
        List<HiddenStates> found = counting.hiddenStates(requests(counting), List.of(0, 1));
        for (int i = 0; i < expected.size(); i++) {
            assertClose(found.get(i).last(), expected.get(i).last());
            assertClose(found.get(i).mean(), expected.get(i).mean());
        }
    }

    private static void assertClose(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).isCloseTo(expected[i], within(5e-5f));
        }
    }
}
