package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.ModelLoader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClassLikelihoodTest {

    private static final Offset<Float> CLOSE = Offset.offset(1e-4f);

    private static VisionLanguageModel model;
    private static List<String> names;

    @BeforeAll
    static void load() throws IOException {
        model = (VisionLanguageModel) ModelLoader.load(Demo.bundle("emoji-vlm"), TestBundles.ONE_THREAD);
        String[] all = new ObjectMapper()
                .readValue(Demo.data().resolve("emoji_classes.json").toFile(), String[].class);
        names = List.of(all).subList(0, 120);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Request request(int line, String content) {
        String image = Demo.expected("emoji-vlm").get(line).get("image").asText();
        Picture picture = new Picture.Pixels(Demo.input(model, image), content);
        return new Request(picture, model.likelihoodPrompt(Demo.QUESTION, true, PromptStyle.CHAT, null));
    }

    private static ClassLikelihoods score(Request request, List<String> names) {
        return model.classLikelihoods(List.of(request), ClassNames.direct(names))
                .get(0);
    }

    private static void assertSame(ClassLikelihoods own, ClassLikelihoods other) {
        assertThat(own.tokens()).containsExactly(other.tokens());
        for (int i = 0; i < own.logProbs().length; i++) {
            assertThat(own.logProbs()[i]).containsExactly(other.logProbs()[i], CLOSE);
        }
    }

    @Test
    void theAnswerBeginsWithTheFamilysWordsOrOthers() {
        assertThat(model.likelihoodPrompt("What?", true, PromptStyle.STUDY, null))
                .isEqualTo("USER: <image>\nWhat?\nASSISTANT: The photo features a");
        assertThat(model.likelihoodPrompt("What?", false, PromptStyle.STUDY, "It is"))
                .isEqualTo("USER: What?\nASSISTANT: It is");
    }

    @Test
    void aTreeOfNamesGivesWhatEachNameAloneGives() {
        Request request = request(0, null);
        ClassLikelihoods together = score(request, names);
        float[][] alone = names.stream()
                .map(name -> score(request, List.of(name)).logProbs()[0])
                .toArray(float[][]::new);
        assertSame(together, new ClassLikelihoods(alone));
    }

    @Test
    void orderAndRepetitionOfNamesDoNotMatter() {
        Request request = request(1, null);
        ClassLikelihoods inOrder = score(request, names);
        List<Integer> shuffled = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            shuffled.add(i);
            shuffled.add(i);
        }
        Collections.shuffle(shuffled, new Random(3));
        ClassLikelihoods other =
                score(request, shuffled.stream().map(names::get).toList());
        float[][] expected = shuffled.stream().map(i -> inOrder.logProbs()[i]).toArray(float[][]::new);
        assertSame(other, new ClassLikelihoods(expected));
    }

    @Test
    void thePrefixCacheChangesNothing() {
        ClassLikelihoods fresh = score(request(2, null), names);
        long hits = model.prefixReuse().hits();
        assertSame(score(request(2, "picture"), names), fresh);
        assertSame(score(request(2, "picture"), names), fresh);
        assertThat(model.prefixReuse().hits()).isEqualTo(hits + 1);
    }

    @Test
    void severalPrefixesAreScoredInOrder() {
        List<Request> requests = List.of(request(0, null), request(3, null));
        List<ClassLikelihoods> both = model.classLikelihoods(requests, ClassNames.direct(names));
        assertSame(both.get(0), score(requests.get(0), names));
        assertSame(both.get(1), score(requests.get(1), names));
    }

    @Test
    void probabilitiesOfOneTokenNamesAreThoseOfTheNextToken() {
        Request request = request(0, null);
        float[] logits = model.nextTokenLogits(request);
        double total = 0;
        for (float logit : logits) {
            total += Math.exp(logit);
        }
        ClassLikelihoods own = score(request, names);
        for (int i = 0; i < names.size(); i++) {
            assertThat(Math.exp(own.logProbs()[i][0])).isBetween(0.0, 1.0);
        }
        assertThat(own.sums()[0]).isLessThanOrEqualTo((float) (max(logits) - Math.log(total)) + 1e-4f);
    }

    private static float max(float[] values) {
        float max = values[0];
        for (float value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    @Test
    void sumsAndMeansAreOverAllTokens() {
        ClassLikelihoods two = new ClassLikelihoods(new float[][] {{-1}, {-1, -2, -3}});
        assertThat(two.sums()).containsExactly(-1, -6);
        assertThat(two.means()).containsExactly(-1, -2);
        assertThat(two.tokens()).containsExactly(1, 3);
    }

    @Test
    void namesThatCannotBeScoredAreRefused() {
        assertThatThrownBy(() -> ClassNames.direct(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no class names");
        assertThatThrownBy(() -> ClassNames.direct(List.of("cat", " ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("class name 1 is blank");
        String endless = "grinning face ".repeat(4000).strip();
        assertThatThrownBy(() -> score(request(0, null), List.of(endless)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the model's context is");
    }
}
