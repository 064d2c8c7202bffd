package dev.vlmstream.inference.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A question is answered alike alone, among others of other lengths, and after a picture that was read before. */
class AloneTogetherAgainTest {

    private static VisionLanguageModel load(String bundle, BatchingOptions batching) {
        RuntimeOptions options = RuntimeOptions.cpu().withIntraOpThreads(1).withBatching(batching);
        return (VisionLanguageModel) ModelLoader.load(BundleFinder.open(TestBundles.path(bundle)), options);
    }

    /** Pictures of several shapes, so that rows are of different lengths where a picture is cut into tiles. */
    private static List<Request> requests(VisionLanguageModel model) {
        List<Request> requests = new ArrayList<>();
        for (String name : List.of("china.jpg", "tall_10x700.jpg", "astronaut_rgba.png")) {
            Picture picture = new Picture.Pixels(TestBundles.input(model, name), name);
            for (String question : List.of("What is it?", "Which colour has it?")) {
                requests.add(new Request(picture, model.prompt(question, true, PromptStyle.STUDY, false)));
            }
        }
        requests.add(new Request(null, model.prompt("Which animal barks?", false, PromptStyle.STUDY, false)));
        return requests;
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-llava", "tiny-smolvlm", "tiny-internvl3", "tiny-moondream2"})
    void answersAreTheSame(String bundle) {
        try (VisionLanguageModel alone = load(bundle, new BatchingOptions(1, 0));
                VisionLanguageModel kept = load(bundle, new BatchingOptions(4, 64L << 20))) {
            GenerationOptions options = GenerationOptions.of(alone.bundle()).withMaxNewTokens(8);
            List<int[]> expected = requests(alone).stream()
                    .map(request -> alone.generate(List.of(request), options).get(0))
                    .map(Generation::tokenIds)
                    .toList();
            List<Request> requests = requests(kept);

            List<Generation> together = kept.generate(requests, options);
            List<Generation> again = kept.generate(requests, options);

            assertThat(together).extracting(Generation::tokenIds).containsExactlyElementsOf(expected);
            assertThat(again).extracting(Generation::tokenIds).containsExactlyElementsOf(expected);
            for (int i = 0; i < requests.size() - 1; i++) {
                Picture.Pixels picture = (Picture.Pixels) requests.get(i).picture();
                int features = kept.imageFeatures(picture, requests.get(i).prompt()).length;
                assertThat(again.get(i).reusedTokens()).isGreaterThan(features);
            }
            assertThat(alone.prefixReuse().hits()).isZero();
        }
    }
}
