package dev.vlmstream.inference.families;

import static dev.vlmstream.inference.BrokenBundles.assertNotLoaded;
import static dev.vlmstream.inference.BrokenBundles.replace;
import static dev.vlmstream.inference.BrokenBundles.replaceDecoder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.Tokenisation;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.families.PaliGemmaFamily.TaskPrefix;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaliGemmaTest {

    private static final String NAME = "tiny-paligemma2";
    private static final RuntimeOptions CPU = TestBundles.ONE_THREAD;
    private static final int IMAGE_TOKENS = 16;

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
    void aQuestionIsAskedAsATask() {
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            for (PromptStyle style : PromptStyle.values()) {
                assertThat(model.prompt("What is it?", true, style, false))
                        .isEqualTo("<image><bos>answer en What is it?\n");
            }
            assertThat(model.prompt("What is it?", false, PromptStyle.STUDY, true))
                    .isEqualTo("<bos>answer en What is it?\nLet's think step by step.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"answer de Was ist das?", "caption en", "detect cat ; dog", "segment cat", "ocr"})
    void aQuestionThatNamesItsTaskIsLeftAsItIs(String question) {
        assertThat(TaskPrefix.before(question)).isEqualTo(question);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"answer in one word: cat or dog?", "Describe en", "detects it a cat?", "ocr it", "capital?"})
    void aQuestionThatOnlyBeginsSoIsAnswered(String question) {
        assertThat(TaskPrefix.before(question)).isEqualTo("answer en " + question);
    }

    @Test
    void whatOpensAnAnswerIsTokenisedByItself() {
        try (VisionLanguageModel model = TestBundles.load(NAME);
                Tokenizer tokenizer = Tokenizer.load(BundleDirectory.open(TestBundles.path(NAME)))) {
            Picture picture = Picture.Pixels.of(TestBundles.input(model, "rocket.jpg"));
            String prompt = model.prompt("A\nB", true, PromptStyle.STUDY, false);
            GenerationOptions one = GenerationOptions.of(model.bundle()).withMaxNewTokens(1);
            int[] ids = model.generate(List.of(new Request(picture, prompt + "The")), one)
                    .get(0)
                    .inputIds();
            int[] text = tokenizer.encode("<bos>answer en A\nB\n", false);
            int[] opening = tokenizer.encode("The", false);
            assertThat(ids).hasSize(IMAGE_TOKENS + text.length + opening.length);
            assertThat(Arrays.copyOfRange(ids, IMAGE_TOKENS, IMAGE_TOKENS + text.length))
                    .containsExactly(text);
            assertThat(Arrays.copyOfRange(ids, IMAGE_TOKENS + text.length, ids.length))
                    .containsExactly(opening);
        }
    }

    /** In the study's tokenisation a name is predicted where its tokens alone would be, which may be before the answer. */
    @Test
    void aNameThatIsPredictedWhereItHasBeenSeenIsRefused() {
        ClassNames alone = new ClassNames(List.of("cat", "balloon"), Tokenisation.STUDY);
        try (VisionLanguageModel model = TestBundles.load(NAME)) {
            assertThat(likelihoods(model, "", ClassNames.direct(List.of("cat", "balloon"))))
                    .hasSize(1);
            assertThat(likelihoods(model, null, alone)).hasSize(1);
            assertThatThrownBy(() -> likelihoods(model, "a", alone))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("which see one another in this model; use the direct tokenisation");
        }
    }

    private static List<ClassLikelihoods> likelihoods(
            VisionLanguageModel model, @Nullable String opening, ClassNames names) {
        Picture picture = Picture.Pixels.of(TestBundles.input(model, "rocket.jpg"));
        String prompt = model.likelihoodPrompt("What is it?", true, PromptStyle.STUDY, opening);
        return model.classLikelihoods(List.of(new Request(picture, prompt)), names);
    }

    @Test
    void aBundleIsCheckedWithoutLoadingIt() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        assertThat(BundleCheck.problems(bundle, CPU)).isEmpty();
        replace(bundle.resolve("preprocessor_config.json"), "\"image_seq_length\": 16", "\"image_seq_length\": 0");
        assertThat(BundleCheck.problems(bundle, CPU))
                .singleElement()
                .asString()
                .contains("preprocessor_config.json makes 0 tokens of an image, must be 1 to", "copy it from");
        replace(bundle.resolve("preprocessor_config.json"), "\"image_seq_length\": 0,", "");
        assertThat(BundleCheck.problems(bundle, CPU))
                .singleElement()
                .asString()
                .contains("preprocessor_config.json", "image_seq_length");
    }

    @Test
    void anotherNumberOfImageTokensIsNamedWithItsFile() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("preprocessor_config.json"), "\"image_seq_length\": 16", "\"image_seq_length\": 9");
        try (VisionLanguageModel model = (VisionLanguageModel) ModelLoader.load(BundleFinder.open(bundle), CPU)) {
            Picture.Pixels picture = Picture.Pixels.of(TestBundles.input(model, "rocket.jpg"));
            assertThatThrownBy(() -> model.imageFeatures(picture, ""))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("vision_encoder.onnx gives 16 features of 32 values")
                    .hasMessageContaining("9 image tokens; one of the files is another model's");
        }
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
        replace(bundle.resolve("config.json"), "\"image_token_index\": 5", "\"image_token_index\": 7");
        assertNotLoaded(bundle, "tokenizer.json does not read <image> as token 7");
    }
}
