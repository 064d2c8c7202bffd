package dev.vlmstream.inference.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlipBundleTest {

    private static final RuntimeOptions CPU = TestBundles.ONE_THREAD;

    @TempDir
    Path directory;

    private static void change(Path bundle, Consumer<ObjectNode> change) throws IOException {
        ObjectMapper json = new ObjectMapper();
        Path file = bundle.resolve("config.json");
        ObjectNode node = (ObjectNode) json.readTree(file.toFile());
        change.accept(node);
        json.writeValue(file.toFile(), node);
    }

    private static void assertRefused(Path bundle, String... parts) {
        assertThatThrownBy(
                        () -> ModelLoader.load(BundleFinder.open(bundle), CPU).close())
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(parts);
        assertThat(BundleCheck.problems(bundle, CPU))
                .anySatisfy(problem -> assertThat(problem).contains(parts));
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-blip2-opt, onnx/qformer.onnx",
        "tiny-instructblip, onnx/qformer.onnx",
        "tiny-instructblip, qformer_tokenizer/tokenizer.json"
    })
    void aMissingPartOfTheQFormerIsNamed(String name, String file) throws IOException {
        Path bundle = TestBundles.copy(name, directory);
        Files.delete(bundle.resolve(file));
        assertRefused(bundle, file, "is missing");
    }

    @Test
    void aQFormerThatReadsNoPromptsIsNotInstructBlips() throws IOException {
        Path bundle = TestBundles.copy("tiny-instructblip", directory);
        Files.copy(
                TestBundles.path("tiny-blip2-opt").resolve("onnx/qformer.onnx"),
                bundle.resolve("onnx/qformer.onnx"),
                StandardCopyOption.REPLACE_EXISTING);
        assertRefused(bundle, "qformer.onnx", "qformer_input_ids");
    }

    @Test
    void anEncoderDecoderIsRefused() throws IOException {
        Path bundle = TestBundles.copy("tiny-blip2-opt", directory);
        change(bundle, config -> {
            config.remove("use_decoder_only_language_model");
            config.withObject("/text_config").put("model_type", "t5");
        });
        assertRefused(bundle, "config.json", "\"t5\"", "not supported", "OPT or Vicuna");
    }

    @Test
    void theLanguageModelsConfigurationEndsAnswersWhateverTheOuterOneSays() throws IOException {
        Path bundle = TestBundles.copy("tiny-blip2-opt", directory);
        Files.writeString(
                bundle.resolve("generation_config.json"), "{\"eos_token_id\": 7, \"repetition_penalty\": 1.5}");
        GenerationOptions options = GenerationOptions.of(BundleFinder.open(bundle));
        assertThat(options.endings().tokens()).containsExactly(50118);
        assertThat(options.restrictions().repetitionPenalty()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"tiny-blip2-opt, opt, 2", "tiny-instructblip, llama, 2", "tiny-instructblip, other, 7"})
    void whereItNamesNoEndItIsTheLanguageModelsDefault(String name, String language, int end) throws IOException {
        Path bundle = TestBundles.copy(name, directory);
        change(
                bundle,
                config -> config.withObject("/text_config")
                        .put("model_type", language)
                        .remove("eos_token_id"));
        Files.writeString(bundle.resolve("generation_config.json"), "{\"eos_token_id\": 7}");
        assertThat(GenerationOptions.of(BundleFinder.open(bundle)).endings().tokens())
                .containsExactly(end);
    }
}
