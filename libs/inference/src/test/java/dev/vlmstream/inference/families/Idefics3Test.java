package dev.vlmstream.inference.families;

import static dev.vlmstream.inference.BrokenBundles.assertProblem;
import static dev.vlmstream.inference.BrokenBundles.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Idefics3Test {
    private static final String NAME = "tiny-smolvlm";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"idefics3", "smolvlm"})
    void givesWhatWasRecorded(String type) throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"model_type\": \"idefics3\"", "\"model_type\": \"" + type + "\"");

        VerificationReport report =
                Verification.run(bundle, Demo.goldens(NAME), TestBundles.pictureRoots(), TestBundles.ONE_THREAD);

        assertThat(report.notes()).isEmpty();
        assertThat(report.rows())
                .hasSize(9)
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
    }

    @Test
    void withoutTheProcessorsFileTheCountFollowsFromThePatches() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        Files.delete(bundle.resolve("processor_config.json"));

        try (VisionLanguageModel model = TestBundles.load(bundle)) {
            Picture.Pixels picture = Picture.Pixels.of(TestBundles.input(model, "tall_10x700.jpg"));
            assertThat(model.imageFeatures(picture, "")).hasDimensions(5 * 16, 32);
        }
    }

    @Test
    void reasoningOpensTheAnswer() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            assertThat(model.prompt("Q", true, PromptStyle.CHAT, true))
                    .isEqualTo("<|im_start|>User:<image>Q<end_of_utterance>\nAssistant: Let's think step by step.");
        }
    }

    @Test
    void aTokenizerOfAnotherModelIsRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"image_token_id\": 41", "\"image_token_id\": 7");

        assertProblem(bundle, "tokenizer.json does not read <image> as token 7");
    }

    @Test
    void aProcessorOfAnotherFamilyIsRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        Files.copy(
                TestBundles.path("tiny-llava-next").resolve("preprocessor_config.json"),
                bundle.resolve("preprocessor_config.json"),
                StandardCopyOption.REPLACE_EXISTING);

        assertProblem(
                bundle,
                "preprocessor_config.json",
                "AnyresImageProcessor, but model_type idefics3 takes Idefics3's tiles");
    }

    @Test
    void anEncoderWithoutTilesIsRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        Files.copy(
                TestBundles.path("tiny-llava-next").resolve("onnx/vision_encoder.onnx"),
                bundle.resolve("onnx/vision_encoder.onnx"),
                StandardCopyOption.REPLACE_EXISTING);

        assertProblem(bundle, "vision_encoder.onnx takes pixel_values of 4 dimensions");
    }

    @Test
    void anEncoderThatGivesAnotherNumberOfTokensIsNamed() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("processor_config.json"), "\"image_seq_len\": 16", "\"image_seq_len\": 9");

        try (VisionLanguageModel model = TestBundles.load(bundle)) {
            Picture.Pixels picture = Picture.Pixels.of(TestBundles.input(model, "tall_10x700.jpg"));
            assertThatThrownBy(() -> model.imageFeatures(picture, ""))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining(
                            "[5, 16, 32] for 5 tiles, but the bundle's configuration says 9 image tokens");
        }
    }
}
