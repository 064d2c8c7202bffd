package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.PrefixReuse;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrefixReuseTest {

    private static final GenerationOptions SHORT = GenerationOptions.greedy(4, List.of(2));
    /** BOS, the prompt's opening, and 16 image tokens are the same for all questions. */
    private static final int IMAGE_TOKENS = 16;

    private VisionLanguageModel model = load(256L << 20);

    private static VisionLanguageModel load(long cacheBytes) {
        RuntimeOptions options = TestBundles.ONE_THREAD.withBatching(new BatchingOptions(4, cacheBytes));
        return (VisionLanguageModel) ModelLoader.load(Demo.bundle("emoji-vlm"), options);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private VisionInput pixels(int line) {
        return Demo.input(
                model, Demo.expected("emoji-vlm").get(line).get("image").asText());
    }

    private Request ask(String question, VisionInput input, String content) {
        return new Request(new Picture.Pixels(input, content), model.prompt(question, true, PromptStyle.STUDY, false));
    }

    @Test
    void aSecondQuestionAboutAnImageBeginsAfterItAndDoesNotEncodeIt() {
        Generation first = model.generate(List.of(ask("What is it?", pixels(0), "a")), SHORT)
                .get(0);
        assertThat(first.reusedTokens()).isZero();
        VisionInput unreadable = new VisionInput(new float[1], new int[] {1}, new ImageLayout(1, 1, 1, 1));
        assertThatThrownBy(() -> model.generate(List.of(ask("Which colour?", unreadable, "b")), SHORT))
                .isInstanceOf(IllegalArgumentException.class);
        Generation second = model.generate(List.of(ask("Which colour?", unreadable, "a")), SHORT)
                .get(0);
        assertThat(second.reusedTokens()).isGreaterThan(IMAGE_TOKENS).isLessThan(second.inputIds().length);
        PrefixReuse reuse = model.prefixReuse();
        assertThat(reuse.hits()).isEqualTo(1);
        assertThat(reuse.misses()).isEqualTo(2);
        assertThat(reuse.reusedTokens()).isEqualTo(second.reusedTokens());
        assertThat(reuse.bytes()).isPositive();
        assertThat(reuse.hitRate()).isEqualTo(1 / 3.0);
    }

    @Test
    void theSameQuestionAgainComputesItsLastTokenOnly() {
        Request request = ask("What is it?", pixels(0), "a");
        Generation first = model.generate(List.of(request), SHORT).get(0);
        Generation again = model.generate(List.of(request), SHORT).get(0);
        assertThat(again.reusedTokens()).isEqualTo(again.inputIds().length - 1);
        assertThat(again.tokenIds()).containsExactly(first.tokenIds());
    }

    @Test
    void questionsOfOneCallAboutANamelessImageReadItOnceAndNothingIsKept() {
        VisionInput input = pixels(0);
        List<Generation> answers = model.generate(
                List.of(ask("What is it?", input, null), ask("Which colour?", input, null), ask("?", input, null)),
                SHORT);
        assertThat(answers.get(0).reusedTokens()).isZero();
        assertThat(answers.subList(1, 3)).allMatch(answer -> answer.reusedTokens() > IMAGE_TOKENS);
        assertThat(model.prefixReuse().bytes()).isZero();
    }

    @Test
    void anImageAskedForOnceAndTextAloneAreNotKept() {
        model.generate(List.of(ask("What is it?", pixels(0), null)), SHORT);
        model.generate(List.of(new Request(null, "USER: hello ASSISTANT:")), SHORT);
        assertThat(model.prefixReuse()).isEqualTo(new PrefixReuse(0, 0, 0, 0));
    }

    @Test
    void theLeastRecentlyUsedImageMakesRoom() {
        long oneImage = bytesOfOneImage();
        model.close();
        model = load(2 * oneImage);
        for (String content : List.of("a", "b", "a", "c")) {
            model.generate(List.of(ask("What is it?", pixels(content.charAt(0) - 'a'), content)), SHORT);
            assertThat(model.prefixReuse().bytes()).isLessThanOrEqualTo(2 * oneImage);
        }
        assertThat(reused("a")).isPositive();
        assertThat(reused("b")).isZero();
    }

    private long bytesOfOneImage() {
        model.generate(List.of(ask("What is it?", pixels(0), "a")), SHORT);
        return model.prefixReuse().bytes();
    }

    private int reused(String content) {
        Request request = ask("What is it?", pixels(content.charAt(0) - 'a'), content);
        return model.generate(List.of(request), SHORT).get(0).reusedTokens();
    }

    @Test
    void aCacheSmallerThanAnImageOrOfNoBytesKeepsNothing() {
        for (long bytes : new long[] {0, 1000}) {
            model.close();
            model = load(bytes);
            VisionInput input = pixels(0);
            List<Generation> answers =
                    model.generate(List.of(ask("What is it?", input, "a"), ask("?", input, "a")), SHORT);
            assertThat(answers).allMatch(answer -> answer.reusedTokens() == 0);
            assertThat(model.prefixReuse().bytes()).isZero();
        }
    }
}
