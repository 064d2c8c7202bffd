package dev.vlmstream.inference.families;

import static dev.vlmstream.inference.BrokenBundles.assertProblem;
import static dev.vlmstream.inference.BrokenBundles.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.families.MoondreamFamily.SplitPrompt;
import dev.vlmstream.inference.language.ContextLength;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoondreamTest {
    private static final String NAME = "tiny-moondream2";
    private static final RuntimeOptions CPU = TestBundles.ONE_THREAD;
    private static final int STAND_IN = 2048;

    @TempDir
    Path directory;

    @Test
    void givesWhatTorchGave() {
        VerificationReport report =
                Verification.run(TestBundles.path(NAME), Demo.goldens(NAME), TestBundles.pictureRoots(), CPU);

        assertThat(report.notes()).isEmpty();
        assertThat(report.rows())
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
    }

    @Test
    void promptsAreThePublishedTextInEitherStyle() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            assertThat(model.prompt("Q", true, PromptStyle.STUDY, false))
                    .isEqualTo("<image>\n\nQuestion: Q\n\nAnswer:")
                    .isEqualTo(model.prompt("Q", true, PromptStyle.CHAT, false));
            assertThat(model.prompt("Q", false, PromptStyle.STUDY, true))
                    .isEqualTo("Question: Q\n\nAnswer: Let's think step by step.");
        }
    }

    @Test
    void aPromptMayHoldItsImageTokensAlready() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            Picture picture = Picture.Pixels.of(TestBundles.input(model, "rocket.jpg"));
            String prompt = model.prompt("What?", true, PromptStyle.STUDY, false);
            String expanded = prompt.replace("<image>", "<image>".repeat(16));
            GenerationOptions options = GenerationOptions.of(model.bundle()).withMaxNewTokens(1);

            var answers =
                    model.generate(List.of(new Request(picture, prompt), new Request(picture, expanded)), options);

            assertThat(answers.get(0).inputIds())
                    .isEqualTo(answers.get(1).inputIds())
                    .startsWith(0, STAND_IN)
                    .contains(STAND_IN);
            assertThatThrownBy(() -> model.generate(List.of(new Request(null, prompt)), options))
                    .hasMessageContaining("1 placeholders <image> and no image");
        }
    }

    /** Rules over the prompt's tokens index the logits by them, which the published id of the placeholder could not do. */
    @Test
    void tokensOfThePromptMayBePenalised() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            Picture picture = Picture.Pixels.of(TestBundles.input(model, "rocket.jpg"));
            GenerationOptions penalty = GenerationOptions.of(
                            model.bundle(), Map.of("repetition_penalty", "1.3", "no_repeat_ngram_size", "2"))
                    .withMaxNewTokens(8);
            Request request = new Request(picture, model.prompt("What?", true, PromptStyle.STUDY, false));

            assertThat(model.generate(List.of(request), penalty).get(0).tokenIds())
                    .isNotEmpty();
        }
    }

    @Test
    void thePublishedTokenizerIsReadWhereverTextsAreCounted() {
        BundleDirectory files = BundleDirectory.open(TestBundles.path(NAME));

        assertThat(ContextLength.tokens(files, List.of("Which animal barks?")).get(0))
                .isBetween(4, 12);
        assertThat(ContextLength.of(files)).contains(2048);
    }

    @Test
    void theFirstPublishedConfigurationsDoNotSayHowManyTokensAnImageTakes() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"num_image_tokens\": 16", "\"unsaid\": 16");

        assertThat(SplitPrompt.read(BundleDirectory.open(bundle)).count()).isEqualTo(729);
        try (VisionLanguageModel model = (VisionLanguageModel) ModelLoader.load(BundleFinder.open(bundle), CPU)) {
            Picture picture = Picture.Pixels.of(TestBundles.input(model, "rocket.jpg"));
            Request request = new Request(picture, model.prompt("What?", true, PromptStyle.STUDY, false));
            assertThatThrownBy(() -> model.generate(
                            List.of(request),
                            GenerationOptions.of(model.bundle()).withMaxNewTokens(1)))
                    .hasMessageContaining("729")
                    .hasMessageContaining("16");
        }
    }

    @Test
    void filesOfAnotherModelAreNamed() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        Path config = bundle.resolve("config.json");
        replace(config, "\"vocab_size\": 2049,", "");
        assertProblem(bundle, "config.json: key \"phi_config.vocab_size\" is missing");

        replace(config, "\"image_token_index\": -200", "\"image_token_index\": 7");
        replace(bundle.resolve("preprocessor_config.json"), "\"height\": 56", "\"height\": 28");
        assertProblem(bundle, "vision_encoder.onnx takes pixel_values of 56 x 56", "makes 28 x 56");

        Files.copy(
                TestBundles.path("tiny-internvl3").resolve("preprocessor_config.json"),
                bundle.resolve("preprocessor_config.json"),
                StandardCopyOption.REPLACE_EXISTING);
        assertProblem(bundle, "CanvasImageProcessor, but model_type moondream1 takes one picture of a fixed size");

        Files.writeString(bundle.resolve("tokenizer.json"), "{\"added_tokens\": [{\"id\": -200}], \"model\": {}}");
        assertProblem(bundle, "tokenizer.json cannot be read");
    }
}
