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
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlavaNextTest {
    private static final String NAME = "tiny-llava-next";

    @TempDir
    Path directory;

    @Test
    void givesWhatWasRecorded() {
        VerificationReport report = Verification.run(
                TestBundles.path(NAME), Demo.goldens(NAME), TestBundles.pictureRoots(), TestBundles.ONE_THREAD);

        assertThat(report.notes()).isEmpty();
        assertThat(report.rows())
                .hasSize(9)
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
    }

    @Test
    void aPromptMayHoldItsImageTokensAlready() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            Picture picture = Picture.Pixels.of(TestBundles.input(model, "tall_10x700.jpg"));
            String prompt = model.prompt("What?", true, PromptStyle.STUDY, false);
            GenerationOptions options = GenerationOptions.of(model.bundle()).withMaxNewTokens(1);
            int tokens = model.imageFeatures((Picture.Pixels) picture, prompt).length;
            String expanded = prompt.replace("<image>", "<image>".repeat(tokens));

            var answers =
                    model.generate(List.of(new Request(picture, prompt), new Request(picture, expanded)), options);

            assertThat(answers.get(0).inputIds()).isEqualTo(answers.get(1).inputIds());
            assertThatThrownBy(() -> model.generate(List.of(new Request(picture, prompt + "<image>")), options))
                    .hasMessageContaining("2 placeholders <image> and one image");
            assertThatThrownBy(() -> model.generate(List.of(new Request(null, prompt)), options))
                    .hasMessageContaining("1 placeholders <image> and no image");
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            mistral, '{{ 7 }}',       '[INST] <image>\nQ[/INST]'
            llama,   'USER: {{ 7 }}', 'A chat between a curious human and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the human''s questions. USER: <image>\nQ ASSISTANT:'
            llama,   '{{ 7 }}',       '7'
            qwen2,   'USER: {{ 7 }}', 'USER: 7'
            """)
    void theStudysPromptGoesByTheLanguageModel(String language, String template, String prompt) throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"mistral\"", "\"" + language + "\"");
        Files.writeString(bundle.resolve("chat_template.jinja"), template);

        try (VisionLanguageModel model = TestBundles.load(bundle)) {
            assertThat(model.prompt("Q", true, PromptStyle.STUDY, false)).isEqualTo(prompt.replace("\\n", "\n"));
        }
    }

    @Test
    void reasoningOpensTheAnswer() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            assertThat(model.prompt("Q", true, PromptStyle.STUDY, true))
                    .isEqualTo("[INST] <image>\nQ[/INST] Let's think step by step.");
            assertThat(model.prompt("Q", false, PromptStyle.CHAT, true))
                    .isEqualTo("[INST] Q [/INST] Let's think step by step.");
        }
    }

    @Test
    void theNewlineIsNamedWhereItIsMissingOrAnothers() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        Path newline = bundle.resolve("image_newline.bin");
        Files.write(newline, new byte[8]);
        assertProblem(bundle, "image_newline.bin has 8 bytes", "32 values of float32");

        Files.delete(newline);
        assertProblem(bundle, "image_newline.bin is missing", "parameter image_newline");
    }

    @Test
    void aProcessorOfAnotherFamilyIsRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        Files.copy(
                TestBundles.path("tiny-smolvlm").resolve("preprocessor_config.json"),
                bundle.resolve("preprocessor_config.json"),
                StandardCopyOption.REPLACE_EXISTING);

        assertProblem(
                bundle,
                "preprocessor_config.json",
                "SplittingImageProcessor, but model_type llava_next takes LLaVA-NeXT's tiles");
    }

    @Test
    void anEncoderOfOtherPatchesIsRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"patch_size\": 14", "\"patch_size\": 16");

        try (VisionLanguageModel model = TestBundles.load(bundle)) {
            Picture.Pixels picture = Picture.Pixels.of(TestBundles.input(model, "cat_420.jpg"));
            assertThatThrownBy(() -> model.imageFeatures(picture, ""))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("576 features per tile, but vision_config of config.json says 21 x 21");
        }
    }
}
