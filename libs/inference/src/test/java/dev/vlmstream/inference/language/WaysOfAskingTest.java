package dev.vlmstream.inference.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Models of every family say the same alone, in a batch, and after an image whose prefix is kept. */
class WaysOfAskingTest {

    private static final List<String> PICTURES = List.of("upscaled_33x21.png", "tall_10x700.jpg");
    /** Their images have seen the whole prompt, so that nothing of it can be kept without. */
    private static final List<String> PICTURES_SEE_PROMPTS = List.of("tiny-paligemma2", "tiny-florence2");

    private static final ClassNames NAMES = ClassNames.direct(List.of("cat", "hot dog", "dog", "hot air balloon"));

    private static VisionLanguageModel load(String bundle, long cacheBytes) {
        RuntimeOptions options = TestBundles.ONE_THREAD.withBatching(new BatchingOptions(4, cacheBytes));
        return (VisionLanguageModel) ModelLoader.load(BundleFinder.open(TestBundles.path(bundle)), options);
    }

    private static List<Request> requests(VisionLanguageModel model) {
        List<Request> requests = new ArrayList<>();
        for (String picture : PICTURES) {
            Picture seen = new Picture.Pixels(TestBundles.input(model, picture), picture);
            requests.add(new Request(seen, model.prompt("What is it?", true, PromptStyle.STUDY, false)));
        }
        // Florence-2 answers about images alone.
        if (!model.bundle().name().equals("tiny-florence2")) {
            requests.add(new Request(null, model.prompt("What is a photo?", false, PromptStyle.STUDY, false)));
        }
        return requests;
    }

    private static List<int[]> answers(VisionLanguageModel model, List<Request> requests) {
        GenerationOptions options = GenerationOptions.of(model.bundle()).withMaxNewTokens(8);
        return model.generate(requests, options).stream()
                .map(Generation::tokenIds)
                .toList();
    }

    private static List<Request> likelihoods(VisionLanguageModel model) {
        String prompt = model.likelihoodPrompt("What type of object is in this photo?", true, PromptStyle.STUDY, null);
        return requests(model).stream()
                .filter(request -> request.picture() != null)
                .map(request -> new Request(request.picture(), prompt))
                .toList();
    }

    @ParameterizedTest
    @FieldSource("dev.vlmstream.inference.TestBundles#FAMILIES")
    void answersLikelihoodsAndHiddenStatesAreTheSame(String bundle) {
        try (VisionLanguageModel plain = load(bundle, 0);
                VisionLanguageModel keeping = load(bundle, 64L << 20)) {
            assertSameAnswers(plain, keeping);
            int expected = PICTURES_SEE_PROMPTS.contains(bundle) ? 0 : PICTURES.size();
            assertThat(keeping.prefixReuse().hits()).isEqualTo(expected);
            assertSameNumbers(plain, keeping);
        }
    }

    private static void assertSameAnswers(VisionLanguageModel plain, VisionLanguageModel keeping) {
        List<int[]> alone = new ArrayList<>();
        requests(plain).forEach(request -> alone.addAll(answers(plain, List.of(request))));

        assertThat(answers(plain, requests(plain))).containsExactlyElementsOf(alone);
        assertThat(answers(keeping, requests(keeping))).containsExactlyElementsOf(alone);
        assertThat(answers(keeping, requests(keeping))).containsExactlyElementsOf(alone);
    }

    private static void assertSameNumbers(VisionLanguageModel plain, VisionLanguageModel keeping) {
        List<Request> scored = likelihoods(plain);
        List<Request> asked = requests(plain);
        List<ClassLikelihoods> together = plain.classLikelihoods(scored, NAMES);
        List<HiddenStates> states = plain.hiddenStates(asked, List.of());
        keeping.classLikelihoods(likelihoods(keeping), NAMES);
        List<ClassLikelihoods> again = keeping.classLikelihoods(likelihoods(keeping), NAMES);
        for (int i = 0; i < PICTURES.size(); i++) {
            float[][] alone =
                    plain.classLikelihoods(List.of(scored.get(i)), NAMES).get(0).logProbs();
            for (int name = 0; name < alone.length; name++) {
                assertThat(together.get(i).logProbs()[name]).containsExactly(alone[name], within(1e-4f));
                assertThat(again.get(i).logProbs()[name]).containsExactly(alone[name], within(1e-4f));
            }
            float[] last =
                    plain.hiddenStates(List.of(asked.get(i)), List.of()).get(0).last();
            assertThat(states.get(i).last()).containsExactly(last, within(1e-3f));
        }
    }
}
