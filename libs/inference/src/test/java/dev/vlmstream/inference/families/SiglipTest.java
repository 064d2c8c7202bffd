package dev.vlmstream.inference.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiglipTest {

    private static final String BUNDLE = "tiny-siglip";
    private static final RuntimeOptions CPU = TestBundles.ONE_THREAD;
    private static final List<String> TEXTS = List.of("A photo of a cat", "", "An espresso, and much more of it");

    @TempDir
    Path directory;

    private static DualEncoder load(Path bundle, RuntimeOptions options) {
        return (DualEncoder) ModelLoader.load(BundleFinder.open(bundle), options);
    }

    private void put(Path bundle, String key, Object value) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Path file = bundle.resolve("config.json");
        ObjectNode node = (ObjectNode) json.readTree(file.toFile());
        node.putPOJO(key, value);
        if (value == null) {
            node.remove(key);
        }
        json.writeValue(file.toFile(), node);
    }

    @Test
    void everyTextIsFilledUpToSixtyFourTokens() {
        try (DualEncoder model = load(TestBundles.path(BUNDLE), CPU)) {
            assertThat(model.inputIds("cat")).hasSize(64).endsWith(1, 1);
            assertThat(model.inputIds("word ".repeat(100))).hasSize(64).endsWith(1);
            assertThat(model.inputIds("A CAT!")).isEqualTo(model.inputIds("a cat"));
        }
    }

    @Test
    void everyClassHasAProbabilityOfItsOwn() {
        try (DualEncoder model = load(TestBundles.path(BUNDLE), CPU)) {
            float[] probabilities = model.probabilities(new float[] {0, 2, -2});
            assertThat(probabilities[0]).isEqualTo(0.5f);
            assertThat(probabilities[1] + probabilities[2]).isCloseTo(1, Offset.offset(1e-6f));
        }
    }

    @Test
    void bothTowersInOneGraphOfHalfPrecisionGiveWhatTheTowersGive() {
        List<float[]> pixels;
        try (DualEncoder towers = load(TestBundles.path(BUNDLE), CPU);
                DualEncoder whole = load(TestBundles.path(BUNDLE), CPU.withDtypes(Dtypes.of("fp16")))) {
            pixels = List.of(
                    TestBundles.input(towers, "china.jpg").pixelValues(),
                    TestBundles.input(towers, "rocket.jpg").pixelValues());
            assertClose(whole.embedImages(pixels), towers.embedImages(pixels));
            assertClose(whole.embedTexts(TEXTS), towers.embedTexts(TEXTS));
            assertClose(whole.embedImages(pixels.subList(0, 1)), towers.embedImages(pixels.subList(0, 1)));
        }
    }

    /** Values reach 7; half precision keeps three digits. */
    private static void assertClose(float[][] own, float[][] expected) {
        assertThat(own.length).isEqualTo(expected.length);
        for (int i = 0; i < own.length; i++) {
            assertThat(own[i]).containsExactly(expected[i], Offset.offset(0.02f));
        }
    }

    @Test
    void withoutScaleAndBiasThoseThatTrainingBeginsWithStandIn() throws IOException {
        Path bundle = TestBundles.copy(BUNDLE, directory);
        put(bundle, "logit_scale", null);
        put(bundle, "logit_bias", null);
        try (DualEncoder model = load(bundle, CPU)) {
            assertThat(model.logitScale()).isEqualTo(10);
            assertThat(model.logitBias()).isEqualTo(-10);
        }
        put(bundle, "logit_scale", 2.3);
        assertThat(BundleCheck.problems(bundle, CPU))
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("config.json", "logit_bias"));
    }

    @Test
    void aBundleWithNeitherTowersNorOneGraphNamesBothFiles() throws IOException {
        Path bundle = TestBundles.copy(BUNDLE, directory);
        Files.delete(bundle.resolve("onnx/vision_model.onnx"));
        Files.delete(bundle.resolve("onnx/model_fp16.onnx"));
        assertThatThrownBy(() -> load(bundle, CPU))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("vision_model.onnx is missing");
    }

    @Test
    void siglip2sTextsAreLowerCasedThoughItsTokenizerDoesNotSaySo() throws IOException {
        Path bundle = TestBundles.copy(BUNDLE, directory);
        Path tokenizer = bundle.resolve("tokenizer.json");
        Files.writeString(
                tokenizer, Files.readString(tokenizer).replaceFirst("\\{\\s*\"type\":\\s*\"Lowercase\"\\s*\\},", ""));
        Path settings = bundle.resolve("tokenizer_config.json");
        Files.writeString(settings, "{\"tokenizer_class\": \"GemmaTokenizer\", \"pad_token\": \"</s>\"}");
        try (DualEncoder model = load(bundle, CPU)) {
            assertThat(model.inputIds("A Cat")).isEqualTo(model.inputIds("a cat"));
        }
        Files.writeString(settings, "{\"do_lower_case\": false, \"pad_token\": \"</s>\"}");
        try (DualEncoder model = load(bundle, CPU)) {
            assertThat(model.inputIds("A Cat")).isNotEqualTo(model.inputIds("a cat"));
        }
    }
}
