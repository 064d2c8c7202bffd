package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.VisionLanguageModel.Beam;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models some of whose tokens see one another, with windows shorter than their prompts: however prompts are put together, each
 * is answered as by itself.
 */
class MutualAttentionTest {

    private static final Offset<Float> CLOSE = Offset.offset(2e-5f);
    private static final List<String> PICTURES = List.of("rocket.jpg", "tall_10x700.jpg", "cat_420.jpg");
    private static final List<String> QUESTIONS =
            List.of("What is it?", "Which colour has it, and is there a hot dog in the photo?", "cat or dog?");
    private static final String OPENING = "The photo features a";
    private static final long CACHE = 64L << 20;

    private static VisionLanguageModel load(String bundle, int slots, long cacheBytes) {
        RuntimeOptions options = TestBundles.ONE_THREAD.withBatching(new BatchingOptions(slots, cacheBytes));
        return (VisionLanguageModel) ModelLoader.load(BundleFinder.open(TestBundles.path(bundle)), options);
    }

    private static Picture picture(VisionLanguageModel model, String name) {
        return new Picture.Pixels(TestBundles.input(model, name), name);
    }

    /** Of different lengths, also of answers that are opened by words, and without a picture. */
    private static List<Request> requests(VisionLanguageModel model) {
        List<Request> requests = new ArrayList<>();
        for (String name : PICTURES) {
            Picture picture = picture(model, name);
            for (String question : QUESTIONS) {
                requests.add(new Request(picture, model.prompt(question, true, PromptStyle.STUDY, false)));
                requests.add(new Request(picture, model.prompt(question, true, PromptStyle.STUDY, true)));
            }
        }
        requests.add(new Request(null, model.prompt("Which animal barks?", false, PromptStyle.STUDY, false)));
        return requests;
    }

    private static GenerationOptions options(VisionLanguageModel model) {
        return GenerationOptions.of(model.bundle()).withMaxNewTokens(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-paligemma2", "tiny-gemma3"})
    void batchedCachedAndAloneTheTokensAreTheSame(String bundle) {
        try (VisionLanguageModel alone = load(bundle, 1, 0);
                VisionLanguageModel together = load(bundle, 4, CACHE)) {
            List<int[]> expected = new ArrayList<>();
            for (Request request : requests(alone)) {
                expected.add(
                        alone.generate(List.of(request), options(alone)).get(0).tokenIds());
            }
            assertThat(expected.stream().map(Arrays::toString).distinct()).hasSizeGreaterThan(6);
            for (int again = 0; again < 2; again++) {
                assertThat(together.generate(requests(together), options(together)))
                        .extracting(Generation::tokenIds)
                        .containsExactlyElementsOf(expected);
            }
            assertThat(together.prefixReuse().hits()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-paligemma2", "tiny-gemma3"})
    void hiddenStatesOfPromptsReadTogetherAreThoseOfEachAlone(String bundle) {
        try (VisionLanguageModel model = load(bundle, 4, CACHE)) {
            List<Request> requests = requests(model);
            List<HiddenStates> together = model.hiddenStates(requests, List.of(0, 5));
            for (int i = 0; i < requests.size(); i++) {
                HiddenStates alone = model.hiddenStates(List.of(requests.get(i)), List.of(0, 5))
                        .get(0);
                assertThat(together.get(i).last()).containsExactly(alone.last(), CLOSE);
                assertThat(together.get(i).mean()).containsExactly(alone.mean(), CLOSE);
                assertThat(together.get(i).given()[1]).containsExactly(alone.given()[1], CLOSE);
            }
        }
    }

    /** The best of one beam is the greedy answer, read by another way through the decoder. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-paligemma2", "tiny-gemma3"})
    void theSearchBeginsWithTheGreedyAnswersFirstTokens(String bundle) {
        try (VisionLanguageModel model = load(bundle, 1, 0)) {
            Request request = requests(model).get(0);
            GenerationOptions two = GenerationOptions.of(
                            model.bundle(), Map.of("num_beams", "2", "num_return_sequences", "2", "do_sample", "false"))
                    .withMaxNewTokens(1);
            int first = model.generate(List.of(request), options(model)).get(0).tokenIds()[0];
            assertThat(model.beams(request, two))
                    .extracting(Beam::tokenIds)
                    .first()
                    .isEqualTo(new int[] {first});
        }
    }

    /** Token by token, each after a prompt that is read by itself and ends in the ones before it. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-paligemma2", "tiny-gemma3"})
    void aNamesLikelihoodIsThatOfItsTokensOneByOne(String bundle) {
        List<String> names = List.of("cat", "hot dog", "dog", "hot air balloon", "giant panda");
        try (VisionLanguageModel model = load(bundle, 2, CACHE);
                Tokenizer tokenizer = Tokenizer.load(BundleDirectory.open(TestBundles.path(bundle)))) {
            Picture picture = picture(model, "cat_420.jpg");
            String prompt = model.likelihoodPrompt("What is it?", true, PromptStyle.STUDY, null);
            assertThat(prompt).endsWith(OPENING);
            Request prefix = new Request(picture, prompt);
            float[][] scored = model.classLikelihoods(List.of(prefix, prefix), ClassNames.direct(names))
                    .get(1)
                    .logProbs();
            int compared = 0;
            for (int name = 0; name < names.size(); name++) {
                int[] tokens = tokenizer.encode(" " + names.get(name), false);
                assertThat(scored[name]).hasSameSizeAs(tokens);
                for (int i = 0; i < tokens.length; i++) {
                    String before = tokenizer.decode(Arrays.copyOf(tokens, i), false);
                    if (Arrays.equals(tokenizer.encode(before, false), Arrays.copyOf(tokens, i))) {
                        float[] logits = model.nextTokenLogits(new Request(picture, prompt + before));
                        assertThat(scored[name][i]).isCloseTo(logProb(logits, tokens[i]), CLOSE);
                        compared++;
                    }
                }
            }
            assertThat(compared).isGreaterThanOrEqualTo(names.size() + 3);
            assertThat(model.prefixReuse().hits()).isPositive();
        }
    }

    private static float logProb(float[] logits, int token) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        return (float) (logits[token] - most - Math.log(sum));
    }

    @Test
    void anImageThatHasSeenItsPromptIsReusedForThatPromptOnly() {
        try (VisionLanguageModel model = load("tiny-paligemma2", 2, CACHE)) {
            Picture picture = picture(model, "rocket.jpg");
            String prompt = model.prompt("What is it?", true, PromptStyle.STUDY, false);
            int prefix = reused(model, picture, prompt)[1];
            assertThat(model.prefixReuse().bytes()).isZero();
            assertThat(reused(model, picture, prompt + "It is")[0]).isZero();
            assertThat(reused(model, picture, prompt + "The photo features")[0]).isEqualTo(prefix);
            String other = model.prompt("What is it now?", true, PromptStyle.STUDY, false);
            assertThat(reused(model, picture, other + "The photo features")[0]).isZero();
            assertThat(reused(model, picture, other)[0]).isZero();
        }
    }

    @Test
    void anImageWhoseTokensSeeOnlyOneAnotherIsReusedForOtherPrompts() {
        try (VisionLanguageModel model = load("tiny-gemma3", 2, CACHE)) {
            Picture picture = picture(model, "rocket.jpg");
            reused(model, picture, model.prompt("What is it?", true, PromptStyle.STUDY, false));
            int[] second = reused(model, picture, model.prompt("cat or dog?", true, PromptStyle.STUDY, false));
            assertThat(second[0]).isGreaterThan(16).isLessThan(second[1]);
        }
    }

    /** How many tokens had been computed, and how many there are. */
    private static int[] reused(VisionLanguageModel model, Picture picture, String prompt) {
        Generation answer = model.generate(List.of(new Request(picture, prompt)), options(model))
                .get(0);
        return new int[] {answer.reusedTokens(), answer.inputIds().length};
    }

    @Test
    void anImageSeesItsPromptOnlyWhereItShould() {
        assertThat(firstImageTokenDiffers("tiny-paligemma2", 0)).isTrue();
        assertThat(firstImageTokenDiffers("tiny-gemma3", 6)).isFalse();
    }

    /** Whether an image token's state depends on the question behind it. */
    private static boolean firstImageTokenDiffers(String bundle, int place) {
        try (VisionLanguageModel model = load(bundle, 1, 0)) {
            Picture picture = picture(model, "rocket.jpg");
            List<float[]> states = new ArrayList<>();
            for (String question : List.of("What is it?", "cat or dog?")) {
                Request request = new Request(picture, model.prompt(question, true, PromptStyle.STUDY, false));
                states.add(model.hiddenStates(List.of(request), List.of(place))
                        .get(0)
                        .given()[0]);
            }
            float difference = 0;
            for (int i = 0; i < states.get(0).length; i++) {
                difference = Math.max(difference, Math.abs(states.get(0)[i] - states.get(1)[i]));
            }
            return difference > 1e-2;
        }
    }
}
