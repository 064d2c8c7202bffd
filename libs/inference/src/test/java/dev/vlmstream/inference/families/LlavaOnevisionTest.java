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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlavaOnevisionTest {
    private static final String NAME = "tiny-llava-onevision";

    @TempDir
    Path directory;

    /** Pictures of one tile, of six, and of so many that their patches are made fewer, alone and in a batch. */
    @Test
    void givesWhatWasRecorded() {
        assertVerified(9, Demo.goldens(NAME), TestBundles.pictureRoots());
    }

    @Test
    void givesWhatTheExporterRecorded() {
        Path golden = TestBundles.path(NAME).resolve("golden");
        assertVerified(11, golden, List.of(Path.of("..", "..", "tools", "export", "images")));
    }

    private static void assertVerified(int rows, Path goldens, List<Path> pictures) {
        VerificationReport report = Verification.run(TestBundles.path(NAME), goldens, pictures, TestBundles.ONE_THREAD);

        assertThat(report.notes()).isEmpty();
        assertThat(report.rows())
                .hasSize(rows)
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
    }

    @Test
    void theModelsOwnTemplateIsAroundAQuestion() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            String prompt = "<|im_start|>user <image>\nQ<|im_end|><|im_start|>assistant\n";
            for (PromptStyle style : PromptStyle.values()) {
                assertThat(model.prompt("Q", true, style, false)).isEqualTo(prompt);
            }
            assertThat(model.prompt("Q", true, PromptStyle.STUDY, true))
                    .isEqualTo(prompt + "Let's think step by step.");
        }
    }

    @Test
    void moreTilesAreKeptOfAModelThatWasTrainedWithThem() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "anyres_max_9", "anyres_max_36");

        try (VisionLanguageModel model = TestBundles.load(bundle)) {
            // 5 x 6 tiles of 4 x 4 patches, of whose 20 rows the picture's 640 x 427 pixels fill 427 * 24 / 640.
            assertThat(features(model, "china.jpg")).hasDimensions(16 + 16 * (24 + 1), 32);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            anyres,              'vision_aspect_ratio is "anyres", must be "anyres_max_" and a number of tiles'
            anyres_max_0,        'vision_aspect_ratio is "anyres_max_0", must be "anyres_max_" and a number of tiles'
            anyres_max_99999,    '1599984 tokens of an image, must be 1 to 65536'
            """)
    void otherWaysOfPackingAreRefused(String ratio, String reason) throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "anyres_max_9", ratio);

        assertProblem(bundle, "config.json", reason);
    }

    /** Other exporters have no file for it. */
    @Test
    void theNewlineIsNamedWhereItIsMissingOrAnothers() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        Path newline = bundle.resolve("image_newline.bin");
        Files.write(newline, new byte[8]);
        assertThatThrownBy(() -> TestBundles.load(bundle))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("image_newline.bin has 8 bytes")
                .hasMessageContaining("32 values of float32");

        Files.delete(newline);
        assertProblem(bundle, "image_newline.bin is missing", "parameter image_newline");
    }

    @Test
    void aConfigurationWithoutTheImageTokenIsRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "image_token_index", "an_index");

        assertProblem(bundle, "config.json", "image_token_id");
    }

    @Test
    void anEncoderOfOtherPatchesIsRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"patch_size\": 14", "\"patch_size\": 20");

        try (VisionLanguageModel model = TestBundles.load(bundle)) {
            assertThatThrownBy(() -> features(model, "cat_420.jpg"))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("16 features per tile, but vision_config of config.json says 3 x 3");
        }
    }

    private static float[][] features(VisionLanguageModel model, String picture) {
        return model.imageFeatures(Picture.Pixels.of(TestBundles.input(model, picture)), "");
    }
}
