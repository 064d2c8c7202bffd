package dev.vlmstream.inference.families;

import static dev.vlmstream.inference.BrokenBundles.assertNotLoaded;
import static dev.vlmstream.inference.BrokenBundles.replace;
import static dev.vlmstream.inference.BrokenBundles.replaceDecoder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Gemma3Test {

    private static final String NAME = "tiny-gemma3";
    private static final RuntimeOptions CPU = TestBundles.ONE_THREAD;

    @TempDir
    Path directory;

    @Test
    void givesWhatWasRecorded() {
        Path bundle = TestBundles.path(NAME);

        VerificationReport report =
                Verification.run(bundle, bundle.resolve("golden"), TestBundles.exporterPictures(), CPU);

        assertThat(report.notes()).isEmpty();
        assertThat(report.rows())
                .hasSizeGreaterThanOrEqualTo(8)
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
    }

    @Test
    void aQuestionStandsInTheChatTemplateInEitherStyle() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            for (PromptStyle style : PromptStyle.values()) {
                assertThat(model.prompt("Q", true, style, true))
                        .isEqualTo("<bos><start_of_turn>user\n<start_of_image>Q<end_of_turn>\n<start_of_turn>model\n"
                                + "Let's think step by step.");
            }
        }
    }

    @Test
    void placeholderAndPictureMustGoTogether() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            Picture picture = Picture.Pixels.of(TestBundles.input(model, "rocket.jpg"));
            assertThatThrownBy(() -> model.nextTokenLogits(new Request(picture, "<bos>What is it?")))
                    .hasMessage("the prompt has 0 placeholders <start_of_image> and one image");
            assertThatThrownBy(() -> model.nextTokenLogits(
                            new Request(picture, "<bos><start_of_image><start_of_image>What is it?")))
                    .hasMessage("the prompt has 2 placeholders <start_of_image> and one image");
            assertThatThrownBy(() -> model.nextTokenLogits(new Request(null, "<bos><start_of_image>What is it?")))
                    .hasMessage("the prompt has 1 placeholders <start_of_image> and no image");
        }
    }

    @Test
    void cropsOfAPictureAreRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        assertThat(BundleCheck.problems(bundle, CPU)).isEmpty();
        replace(bundle.resolve("preprocessor_config.json"), "\"do_pan_and_scan\": null", "\"do_pan_and_scan\": true");
        assertThat(BundleCheck.problems(bundle, CPU))
                .singleElement()
                .asString()
                .contains("preprocessor_config.json", "do_pan_and_scan", "set it to false");
    }

    @Test
    void anotherNumberOfImageTokensIsNamedWithItsFile() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"mm_tokens_per_image\": 16", "\"mm_tokens_per_image\": 64");
        try (VisionLanguageModel model = (VisionLanguageModel) ModelLoader.load(BundleFinder.open(bundle), CPU)) {
            Picture.Pixels picture = Picture.Pixels.of(TestBundles.input(model, "rocket.jpg"));
            assertThatThrownBy(() -> model.imageFeatures(picture, ""))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("vision_encoder.onnx gives 16 features of 32 values")
                    .hasMessageContaining("64 image tokens; one of the files is another model's");
        }
    }

    @Test
    void settingsThatNoModelHasAreRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"mm_tokens_per_image\": 16", "\"mm_tokens_per_image\": 100000000");
        assertNotLoaded(bundle, "config.json", "mm_tokens_per_image", "must be from 1 to");
        replace(bundle.resolve("config.json"), "\"mm_tokens_per_image\": 100000000,", "");
        replace(bundle.resolve("config.json"), "\"boi_token_index\": 5,", "");
        assertNotLoaded(bundle, "config.json", "boi_token_id");
    }

    @Test
    void aDecoderThatCannotBeToldWhatSeesBothWaysIsRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replaceDecoder(bundle);
        assertNotLoaded(bundle, "decoder_model_merged.onnx has no input token_type_ids", "export it with tools/export");
    }

    @Test
    void tokensOfAnotherTokenizerAreRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"boi_token_index\": 5", "\"boi_token_index\": 100000");
        assertNotLoaded(bundle, "tokenizer.json does not read", "as token 100000");
    }
}
