package dev.vlmstream.inference.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.GenerationConfig;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.Device;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.ExecutionProvider;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenBundleTest {

    private static final RuntimeOptions CPU = RuntimeOptions.cpu();

    @TempDir
    Path directory;

    private Path copy(String bundle) throws IOException {
        Path from = Demo.models().resolve(bundle);
        Path to = directory.resolve(bundle);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    private static void removeKey(Path file, String key) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode node = (ObjectNode) json.readTree(file.toFile());
        node.remove(key);
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
        "emoji-clip, config.json",
        "emoji-clip, preprocessor_config.json",
        "emoji-clip, tokenizer.json",
        "emoji-clip, onnx/vision_model.onnx",
        "emoji-clip, onnx/text_model.onnx",
        "emoji-classifier, config.json",
        "emoji-classifier, preprocessor_config.json",
        "emoji-classifier, onnx/model.onnx",
        "emoji-vlm, config.json",
        "emoji-vlm, preprocessor_config.json",
        "emoji-vlm, tokenizer.json",
        "emoji-vlm, onnx/vision_encoder.onnx",
        "emoji-vlm, onnx/embed_tokens.onnx",
        "emoji-vlm, onnx/decoder_model_merged.onnx"
    })
    void aMissingFileIsNamed(String name, String file) throws IOException {
        Path bundle = copy(name);
        Files.delete(bundle.resolve(file));
        assertRefused(bundle, file.replace("onnx/", ""), "is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "emoji-clip, config.json, model_type",
        "emoji-clip, config.json, logit_scale_init_value",
        "emoji-classifier, config.json, id2label",
        "emoji-vlm, config.json, image_token_index"
    })
    void aMissingKeyIsNamed(String name, String file, String key) throws IOException {
        Path bundle = copy(name);
        removeKey(bundle.resolve(file), key);
        assertRefused(bundle, file, key.equals("image_token_index") ? "image_token_id" : key);
    }

    @Test
    void theEndTokenIsLookedForInThreePlaces() throws IOException {
        Path bundle = copy("emoji-vlm");
        Files.delete(bundle.resolve("generation_config.json"));
        assertThat(GenerationConfig.read(BundleDirectory.open(bundle)).endings().tokens())
                .containsExactly(2);
        removeKey(bundle.resolve("config.json"), "eos_token_id");
        assertThat(GenerationConfig.read(BundleDirectory.open(bundle)).endings().tokens())
                .containsExactly(2);
        removeKey(bundle.resolve("config.json"), "text_config");
        assertRefused(bundle, "eos_token_id");
    }

    @Test
    void aFileThatIsNoJsonIsNamed() throws IOException {
        Path bundle = copy("emoji-clip");
        Files.writeString(bundle.resolve("config.json"), "{\"model_type\": ");
        assertRefused(bundle, "config.json", "not valid JSON");
        Files.writeString(bundle.resolve("config.json"), "[]");
        assertRefused(bundle, "config.json", "JSON object");
    }

    @Test
    void aFileThatIsNoGraphIsNamed() throws IOException {
        Path bundle = copy("emoji-classifier");
        Files.writeString(bundle.resolve("onnx/model.onnx"), "not a graph");
        assertRefused(bundle, "model.onnx", "cannot be loaded");
    }

    @Test
    void aTokenizerThatIsNoneIsNamed() throws IOException {
        Path bundle = copy("emoji-clip");
        Files.writeString(bundle.resolve("tokenizer.json"), "{}");
        assertRefused(bundle, "tokenizer.json", "cannot be read");
    }

    @Test
    void aGraphOfAnotherKindIsNamedWithWhatItHas() throws IOException {
        Path bundle = copy("emoji-vlm");
        Files.copy(
                bundle.resolve("onnx/embed_tokens.onnx"),
                bundle.resolve("onnx/decoder_model_merged.onnx"),
                StandardCopyOption.REPLACE_EXISTING);
        assertRefused(bundle, "decoder_model_merged.onnx", "past_key_values");
    }

    @Test
    void logitsAndLabelsMustBeAsMany() throws IOException {
        Path bundle = copy("emoji-classifier");
        Files.writeString(
                bundle.resolve("config.json"),
                "{\"model_type\": \"efficientnet\", \"id2label\": {\"0\": \"a\", \"1\": \"b\"}}");
        assertRefused(bundle, "706 logits", "2 names");
    }

    @Test
    void anUnknownFamilyIsNamed() throws IOException {
        Path bundle = copy("emoji-clip");
        Files.writeString(bundle.resolve("config.json"), "{\"model_type\": \"siglop\"}");
        assertRefused(
                bundle,
                "family \"siglop\"",
                "does not run here yet",
                "docs/remote-models.md",
                "docs/your-own-model.md");
    }

    /** As transformers' SiglipForImageClassification and CLIPForImageClassification are exported. */
    @ParameterizedTest
    @ValueSource(strings = {"clip", "siglip"})
    void aClassifierIsOneWhateverItsModelType(String type) throws IOException {
        Path bundle = copy("emoji-classifier");
        ObjectMapper json = new ObjectMapper();
        ObjectNode config =
                (ObjectNode) json.readTree(bundle.resolve("config.json").toFile());
        config.put("model_type", type).putArray("architectures").add("OfForImageClassification");
        json.writeValue(bundle.resolve("config.json").toFile(), config);
        assertThat(BundleCheck.problems(bundle, CPU)).isEmpty();
        assertThat(BundleFinder.open(bundle).kind()).isEqualTo(ModelKind.CLASSIFIER);
    }

    @Test
    void aLayoutThatIsHadElsewhereIsAnsweredWithWhere() throws IOException {
        Path bundle = copy("emoji-clip");
        Files.writeString(bundle.resolve("config.json"), "{\"model_type\": \"internvl_chat\"}");
        assertRefused(bundle, "config.json", "family \"internvl_chat\"", "whose name ends in -hf", "tools/export");
    }

    @Test
    void allProblemsAreToldAtOnce() throws IOException {
        Path bundle = copy("emoji-vlm");
        Files.delete(bundle.resolve("tokenizer.json"));
        Files.delete(bundle.resolve("onnx/embed_tokens.onnx"));
        assertThat(BundleCheck.problems(bundle, CPU)).hasSize(2);
    }

    @Test
    void aDtypeThatIsNotThereIsAnsweredWithThoseThatAre() {
        assertThatThrownBy(() -> ModelLoader.load(Demo.bundle("emoji-clip"), CPU.withDtypes(Dtypes.of("q4"))))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("dtype q4", "[fp32]");
    }

    @Test
    void anExecutionProviderThatTheLibraryLacksIsNamed() {
        RuntimeOptions cuda = CPU.withDevice(new Device(ExecutionProvider.CUDA, 0, 0));
        assertThatThrownBy(() -> ModelLoader.load(Demo.bundle("emoji-classifier"), cuda))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll("execution provider cuda", "linux-x86_64-gpu");
    }

    @Test
    void withoutAChatTemplateTheStudysPromptStillWorks() throws IOException {
        Path bundle = copy("emoji-vlm");
        Files.delete(bundle.resolve("chat_template.json"));
        assertThat(BundleCheck.problems(bundle, CPU)).isEmpty();
        try (VisionLanguageModel model = (VisionLanguageModel) ModelLoader.load(BundleFinder.open(bundle), CPU)) {
            assertThat(model.prompt("Q", false, PromptStyle.STUDY, false)).isEqualTo("USER: Q\nASSISTANT:");
            assertThatThrownBy(() -> model.prompt("Q", false, PromptStyle.CHAT, false))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("no chat template");
        }
    }

    @Test
    void aSoundBundleHasNoProblems() {
        for (String name : List.of("emoji-clip", "emoji-classifier", "emoji-vlm")) {
            assertThat(BundleCheck.problems(Demo.models().resolve(name), CPU)).isEmpty();
        }
    }
}
