package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.ModelLoader;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HiddenStatesTest {

    private static final Offset<Float> CLOSE = Offset.offset(1e-4f);

    private static VisionLanguageModel model;

    @BeforeAll
    static void load() {
        model = (VisionLanguageModel) ModelLoader.load(Demo.bundle("emoji-vlm"), TestBundles.ONE_THREAD);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Request request(int line, String question) {
        String image = Demo.expected("emoji-vlm").get(line).get("image").asText();
        Picture picture = Picture.Pixels.of(Demo.input(model, image));
        return new Request(picture, model.prompt(question, true, PromptStyle.CHAT, false));
    }

    @Test
    void paddingOfABatchIsNoPosition() {
        List<Request> requests = List.of(request(0, Demo.QUESTION), request(1, "What?"));
        List<HiddenStates> together = model.hiddenStates(requests, List.of(0));
        for (int i = 0; i < 2; i++) {
            HiddenStates alone =
                    model.hiddenStates(List.of(requests.get(i)), List.of(0)).get(0);
            assertThat(together.get(i).last()).containsExactly(alone.last(), CLOSE);
            assertThat(together.get(i).mean()).containsExactly(alone.mean(), CLOSE);
            assertThat(together.get(i).given()[0]).containsExactly(alone.given()[0], CLOSE);
        }
    }

    @Test
    void positionsCountFromEitherEndAndMakeUpTheMean() {
        Request request = request(0, "What?");
        int length = model.generate(
                        List.of(request), GenerationOptions.of(model.bundle()).withMaxNewTokens(1))
                .get(0)
                .inputIds()
                .length;
        List<Integer> all =
                java.util.stream.IntStream.range(-length, length).boxed().toList();
        HiddenStates states = model.hiddenStates(List.of(request), all).get(0);
        assertThat(states.given()[length - 1]).containsExactly(states.last());
        assertThat(states.given()[0]).containsExactly(states.given()[length]);
        float mean = 0;
        for (int i = 0; i < length; i++) {
            mean += states.given()[i][5] / length;
        }
        assertThat(states.mean()[5]).isCloseTo(mean, CLOSE);
    }

    @Test
    void positionsOutsideThePromptAreRefused() {
        List<Request> requests = List.of(request(0, "What?"));
        assertThatThrownBy(() -> model.hiddenStates(requests, List.of(1000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no position 1000");
    }
}
