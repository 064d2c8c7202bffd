package dev.vlmstream.inference.families;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FastVlmTest {
    private static final String NAME = "tiny-fastvlm";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROMPT = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
            + "<|im_start|>user\n<image>\nQ<|im_end|>\n<|im_start|>assistant\n";
    /** Qwen2's own: a message is a text. */
    private static final String TEXTS =
            "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
                    + "{{ '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n' }}{% endif %}"
                    + "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
                    + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    @TempDir
    Path directory;

    private Path bundle;

    @BeforeEach
    void copy() {
        bundle = TestBundles.copy(NAME, directory);
    }

    @Test
    void givesWhatTheExporterRecorded() {
        VerificationReport report = verified();

        assertThat(report.notes()).isEmpty();
        assertThat(report.rows())
                .hasSize(11)
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
    }

    /** transformers.js's export: Apple's config.json with the language model's settings at its top, Qwen2's own template. */
    @Test
    void anExportOfTransformersJsGivesTheSame() throws IOException {
        change("config.json", config -> {
            ObjectNode text = (ObjectNode) config.remove("text_config");
            config.setAll(text);
            config.remove("image_seq_length");
            config.putObject("vision_config");
            config.put("model_type", "llava_qwen2");
            config.put("mm_vision_tower", "mobileclip_l_1024");
            config.put("image_aspect_ratio", "pad");
        });
        Files.writeString(bundle.resolve("processor_config.json"), """
                {"processor_class": "LlavaProcessor", "image_token": "<image>", "patch_size": 64,
                 "num_additional_image_tokens": 0, "vision_feature_select_strategy": "default"}""");
        Files.delete(bundle.resolve("chat_template.jinja"));
        change("tokenizer_config.json", config -> config.put("chat_template", TEXTS));

        VerificationReport report = verified();
        // Without an image transformers' template begins with an empty line, Qwen2's does not.
        assertThat(report.notes()).singleElement().asString().startsWith("prompt differs: text_only-chat-0");
        assertThat(report.rows())
                .hasSize(11)
                .filteredOn(row -> !row.output().equals("prompt"))
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
        assertPrompts();
    }

    private VerificationReport verified() {
        return Verification.run(
                bundle,
                TestBundles.path(NAME).resolve("golden"),
                List.of(Path.of("..", "..", "tools", "export", "images")),
                TestBundles.ONE_THREAD);
    }

    @Test
    void theModelsOwnTemplateIsAroundAQuestion() {
        assertPrompts();
    }

    private void assertPrompts() {
        try (VisionLanguageModel model = load()) {
            for (PromptStyle style : PromptStyle.values()) {
                assertThat(model.prompt("Q", true, style, false)).isEqualTo(PROMPT);
            }
            assertThat(model.prompt("Q", true, PromptStyle.STUDY, true))
                    .isEqualTo(PROMPT + "Let's think step by step.");
        }
    }

    @Test
    void theProcessorsPatchesComeBeforeTheConfigurationsCount() throws IOException {
        change("config.json", config -> config.put("image_seq_length", 576));
        try (VisionLanguageModel model = load()) {
            assertThat(features(model)).hasDimensions(16, 32);
        }
        Files.delete(bundle.resolve("processor_config.json"));
        try (VisionLanguageModel model = load()) {
            assertThatThrownBy(() -> features(model))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining(
                            "vision_encoder gives 16 features per tile, but the bundle's configuration says 576");
        }
    }

    @Test
    void aConfigurationWithoutAnyCountIsRefused() throws IOException {
        change("config.json", config -> config.remove("image_seq_length"));
        Files.writeString(bundle.resolve("processor_config.json"), "{}");

        assertRefused("processor_config.json: patch_size is missing", "image_seq_length", "{\"patch_size\": 64}");
    }

    @Test
    void patchesLargerThanThePictureAreRefused() throws IOException {
        change("processor_config.json", config -> config.put("patch_size", 512));

        assertRefused("makes 0 tokens of an image");
    }

    @Test
    void aTokenizerThatDoesNotKnowTheImageIsRefused() throws IOException {
        change("config.json", config -> config.put("image_token_index", -200));

        assertThatThrownBy(this::load)
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("tokenizer.json does not read <image> as token -200");
    }

    @Test
    void aProcessorOfAnotherFamilyIsRefused() throws IOException {
        Files.copy(
                TestBundles.path("tiny-llava-onevision").resolve("preprocessor_config.json"),
                bundle.resolve("preprocessor_config.json"),
                StandardCopyOption.REPLACE_EXISTING);

        assertRefused("AnyresImageProcessor, but model_type fast_vlm takes one picture of a fixed size");
    }

    private static float[][] features(VisionLanguageModel model) {
        return model.imageFeatures(Picture.Pixels.of(TestBundles.input(model, "cat_420.jpg")), "");
    }

    private VisionLanguageModel load() {
        return (VisionLanguageModel) ModelLoader.load(BundleFinder.open(bundle), TestBundles.ONE_THREAD);
    }

    private void change(String name, Consumer<ObjectNode> change) throws IOException {
        Path file = bundle.resolve(name);
        ObjectNode root = (ObjectNode) JSON.readTree(file.toFile());
        change.accept(root);
        JSON.writeValue(file.toFile(), root);
    }

    private void assertRefused(String... parts) {
        assertThat(BundleCheck.problems(bundle, TestBundles.ONE_THREAD))
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains(parts));
    }
}
