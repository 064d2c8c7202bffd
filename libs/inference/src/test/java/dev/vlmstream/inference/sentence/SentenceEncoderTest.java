package dev.vlmstream.inference.sentence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.SentenceEncoder;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceEncoderTest {

    private static final String BUNDLE = "tiny-bert";
    private static final String MODULES = "sentence_transformers.models.";

    private static SentenceEncoder load(Path bundle) {
        return (SentenceEncoder) ModelLoader.load(BundleFinder.open(bundle), RuntimeOptions.cpu());
    }

    private static float[] embed(Path bundle, String text) {
        try (SentenceEncoder encoder = load(bundle)) {
            return encoder.embed(List.of(text))[0];
        }
    }

    @Test
    void whatIsEmbeddedTogetherOrAgainIsTheSame() {
        List<String> texts = new ArrayList<>(IntStream.range(0, 150)
                .mapToObj(i -> "photo " + "of a shark ".repeat(i % 7) + i)
                .toList());
        texts.add(texts.get(3));
        try (SentenceEncoder encoder = load(TestBundles.path(BUNDLE))) {
            float[][] together = encoder.embed(texts);
            float[][] again = encoder.embed(texts);

            assertThat(again).isDeepEqualTo(together);
            assertThat(together[150]).isEqualTo(together[3]).isNotSameAs(together[3]);
            for (int i = 0; i < 150; i += 30) {
                float[] alone = embed(TestBundles.path(BUNDLE), texts.get(i));
                assertThat(SentenceEncoder.cosine(alone, together[i])).isCloseTo(1, within(1e-6));
            }
            assertThat(encoder.embed(List.of())).isEmpty();
        }
    }

    @Test
    void aTextIsCutAtTheEncodersLength() {
        try (SentenceEncoder encoder = load(TestBundles.path(BUNDLE))) {
            assertThat(encoder.inputIds("shark ".repeat(100))).hasSize(48);
        }
    }

    @Test
    void poolingIsWhatTheModulesSay(@TempDir Path directory) throws IOException {
        Path bundle = copy(directory);
        float[] mean = embed(bundle, "a shark");
        Files.delete(bundle.resolve("modules.json"));
        assertThat(embed(bundle, "a shark")).as("the mean, without modules").isEqualTo(mean);

        Path first = copy(Files.createDirectory(directory.resolve("first")));
        Files.writeString(first.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true}");
        float[] cls = embed(first, "a shark");
        assertThat(cls).isNotEqualTo(mean);
        Files.writeString(first.resolve("1_Pooling/config.json"), "{\"pooling_mode\": \"cls\"}");
        assertThat(embed(first, "a shark")).isEqualTo(cls);
    }

    @Test
    void theDefaultPromptGoesBeforeEveryText(@TempDir Path directory) throws IOException {
        Path bundle = copy(directory);
        float[] prompted = embed(bundle, "photo of a shark");
        Files.writeString(
                bundle.resolve("config_sentence_transformers.json"),
                "{\"prompts\": {\"query\": \"photo of \"}, \"default_prompt_name\": \"query\"}");

        assertThat(embed(bundle, "a shark")).isEqualTo(prompted);
    }

    @Test
    void aBundleThatCannotBeReadRightIsRefusedWithTheCure(@TempDir Path directory) throws IOException {
        Path bundle = copy(directory);
        assertThat(BundleFinder.open(bundle).kind()).isEqualTo(ModelKind.SENTENCE_ENCODER);
        assertThat(BundleCheck.problems(bundle, RuntimeOptions.cpu())).isEmpty();

        Files.writeString(bundle.resolve("1_Pooling/config.json"), "{\"pooling_mode_weightedmean_tokens\": true}");
        assertThat(BundleCheck.problems(bundle, RuntimeOptions.cpu()))
                .singleElement()
                .asString()
                .contains(
                        "1_Pooling/config.json: wants [pooling_mode_weightedmean_tokens]; exactly one pooling can be done");

        Files.writeString(
                bundle.resolve("modules.json"), "[{\"type\": \"" + MODULES + "Dense\", \"path\": \"2_Dense\"}]");
        assertThat(BundleCheck.problems(bundle, RuntimeOptions.cpu()))
                .singleElement()
                .asString()
                .contains("module Dense is not supported; export the model with all its modules in the graph");

        Files.writeString(bundle.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 0}");
        assertThatThrownBy(() -> load(bundle)).hasMessageContaining("module Dense");
        assertThat(BundleCheck.problems(bundle, RuntimeOptions.cpu()))
                .anySatisfy(problem ->
                        assertThat(problem).contains("\"max_seq_length\" is missing or not an integer above 0"));
    }

    @Test
    void embeddingsOfUnlikeSizesHaveNoCosine() {
        assertThatThrownBy(() -> SentenceEncoder.cosine(new float[2], new float[3]))
                .hasMessage("embeddings of 2 and 3 numbers");
    }

    private static Path copy(Path directory) {
        return TestBundles.copy(BUNDLE, directory);
    }
}
