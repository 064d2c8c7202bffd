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
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InternVlTest {
    private static final String NAME = "tiny-internvl3";
    private static final RuntimeOptions CPU = TestBundles.ONE_THREAD;

    @TempDir
    Path directory;

    @Test
    void givesWhatTransformersGave() {
        VerificationReport report =
                Verification.run(TestBundles.path(NAME), Demo.goldens(NAME), TestBundles.pictureRoots(), CPU);

        assertThat(report.notes()).isEmpty();
        assertThat(report.rows())
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
    }

    @Test
    void picturesAreCutWhateverTheImageProcessorsFileSays() throws IOException {
        assertThat(Files.readString(TestBundles.path(NAME).resolve("preprocessor_config.json")))
                .contains("\"crop_to_patches\": false");
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            assertThat(TestBundles.input(model, "tall_10x700.jpg").shape()).containsExactly(13, 3, 112, 112);
        }
    }

    @Test
    void promptsAreTheChatTemplatesInEitherStyle() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            String prompt = "<|im_start|>user\n<IMG_CONTEXT>\nQ<|im_end|>\n<|im_start|>assistant\n";
            assertThat(model.prompt("Q", true, PromptStyle.CHAT, false)).isEqualTo(prompt);
            assertThat(model.prompt("Q", true, PromptStyle.STUDY, true))
                    .isEqualTo(prompt + "Let's think step by step.");
        }
    }

    @Test
    void filesOfAnotherModelAreNamed() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"image_token_id\": 2050", "\"image_token_id\": 7");
        assertProblem(bundle, "tokenizer.json does not read <IMG_CONTEXT> as token 7");

        replace(bundle.resolve("config.json"), "\"image_token_id\": 7", "\"image_token_id\": 2050");
        Path processor = bundle.resolve("preprocessor_config.json");
        replace(processor, "\"height\": 112", "\"height\": 84");
        assertProblem(bundle, "vision_encoder.onnx takes pixel_values of 112 x 112", "makes 84 x 112");

        Files.copy(
                TestBundles.path("tiny-smolvlm").resolve("preprocessor_config.json"),
                processor,
                StandardCopyOption.REPLACE_EXISTING);
        assertProblem(bundle, "SplittingImageProcessor, but model_type internvl takes InternVL's tiles");
        Files.delete(processor);
        assertProblem(bundle, "preprocessor_config.json is missing");
    }

    @Test
    void anEncoderThatGivesAnotherNumberOfTokensIsNamed() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("processor_config.json"), "\"image_seq_length\": 16", "\"image_seq_length\": 9");

        try (VisionLanguageModel model = TestBundles.load(bundle, CPU)) {
            Picture.Pixels picture = Picture.Pixels.of(TestBundles.input(model, "china.jpg"));
            assertThatThrownBy(() -> model.imageFeatures(picture, ""))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("gives 16 features per tile, but image_seq_length is 9");
        }
    }
}
