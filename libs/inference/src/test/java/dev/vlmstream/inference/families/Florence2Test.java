package dev.vlmstream.inference.families;

import static dev.vlmstream.inference.BrokenBundles.replace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vlmstream.inference.ClassLikelihoods;
import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.onnx.StandInDevice;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Florence2Test {
    private static final String NAME = "tiny-florence2";
    private static final List<String> PICTURES = List.of("rocket.jpg", "tall_10x700.jpg", "cat_420.jpg");
    private static final List<String> QUESTIONS = List.of(
            "What type of object is in this photo?",
            "<CAPTION>",
            "Choose one from \"cat, rocket, flower\".",
            "What type of object is in this photo?</s>Let's think step by step.",
            "What?</s>A");

    private static VisionLanguageModel model;

    @TempDir
    Path directory;

    @BeforeAll
    static void open() {
        model = TestBundles.load(NAME);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Picture.Pixels picture(String name) {
        return Picture.Pixels.of(TestBundles.input(model, name));
    }

    private static List<Request> requests() {
        List<Request> requests = new ArrayList<>();
        for (String name : PICTURES) {
            Picture picture = picture(name);
            QUESTIONS.forEach(question -> requests.add(new Request(picture, question)));
        }
        return requests;
    }

    private static GenerationOptions options(int tokens, String... settings) {
        return GenerationOptions.of(model.bundle(), settings.length == 0 ? Map.of() : Map.of("num_beams", settings[0]))
                .withMaxNewTokens(tokens);
    }

    @Test
    void givesWhatWasRecorded() {
        VerificationReport report = Verification.run(
                TestBundles.path(NAME),
                Demo.goldens(NAME),
                List.of(Path.of("..", "..", "tools", "export", "images")),
                TestBundles.ONE_THREAD);

        assertThat(report.notes()).isEmpty();
        assertThat(report.rows()).extracting(row -> row.output()).contains("pixel_values", "beams", "class_log_probs");
        assertThat(report.rows())
                .allSatisfy(row -> assertThat(row.pass()).as(row.toString()).isTrue());
    }

    /** Their beginnings differ in length, so that rows of one step do, too. */
    @Test
    void answersTogetherAreAnswersAlone() {
        List<GenerationOptions> limits = new ArrayList<>();
        List<Generation> alone = new ArrayList<>();
        for (Request request : requests()) {
            limits.add(options(3 + limits.size() % 5, "1"));
            alone.add(model.generate(List.of(request), limits.get(limits.size() - 1))
                    .get(0));
        }
        for (int slots : new int[] {1, 3, 16}) {
            RuntimeOptions batching = TestBundles.ONE_THREAD.withBatching(new BatchingOptions(slots, 1 << 20));
            try (VisionLanguageModel other = TestBundles.load(TestBundles.path(NAME), batching)) {
                assertThat(tokens(other.generate(requests(), limits))).containsExactlyElementsOf(tokens(alone));
            }
        }
        try (VisionLanguageModel device =
                StandInDevice.holding(TestBundles.load(TestBundles.path(NAME), TestBundles.ONE_THREAD))) {
            assertThat(tokens(device.generate(requests(), limits))).containsExactlyElementsOf(tokens(alone));
        }
    }

    private static List<int[]> tokens(List<Generation> answers) {
        return answers.stream().map(Generation::tokenIds).toList();
    }

    /** As in onnx-community/Florence-2-base-ft: no token of the image, other names of parts, keys without a value. */
    @Test
    void configurationsOfPublishedExportsAreRead() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("config.json"), "\"image_token_id\": 284", "\"num_image_tokens\": 37");
        replace(bundle.resolve("config.json"), "\"model_type\": \"bart\"", "\"model_type\": \"florence2_language\"");
        replace(bundle.resolve("preprocessor_config.json"), "\"do_convert_rgb\": true", "\"do_convert_rgb\": null");
        Files.delete(bundle.resolve("processor_config.json"));

        try (VisionLanguageModel other = TestBundles.load(bundle, TestBundles.ONE_THREAD)) {
            Request request = requests().get(0);
            Generation answer = other.generate(List.of(request), options(8)).get(0);
            assertThat(answer.tokenIds())
                    .containsExactly(
                            model.generate(List.of(request), options(8)).get(0).tokenIds());
            assertThat(answer.inputIds()).startsWith(51289, 51289);
        }
    }

    @Test
    void theBundlesSettingsAreBeamsAndTheirFirstAndLastTokensAreForced() {
        Request request = requests().get(0);
        assertThat(options(8).describe())
                .startsWith("beams")
                .contains("num_beams=3", "no_repeat_ngram_size=3", "forced_bos_token_id=0", "forced_eos_token_id=[2]");

        int[] ids = model.generate(List.of(request), options(8)).get(0).tokenIds();

        assertThat(ids).startsWith(0).endsWith(2);
        assertThat(ids).containsExactly(model.beams(request, options(8)).get(0).tokenIds());
        assertThat(model.generate(List.of(request), options(8, "1")).get(0).tokenIds())
                .startsWith(0)
                .endsWith(2);
    }

    @Test
    void featuresFromElsewhereAnswerAsPicturesDo() {
        Picture.Pixels picture = picture("cat_420.jpg");
        List<Request> sent = QUESTIONS.stream()
                .map(question -> new Request(
                        new Picture.Encoded(model.imageFeatures(picture, question), picture.layout(), null), question))
                .toList();
        List<Request> seen = QUESTIONS.stream()
                .map(question -> new Request(picture, question))
                .toList();

        assertThat(model.generate(sent, options(6, "1")))
                .extracting(Generation::tokenIds)
                .containsExactlyElementsOf(model.generate(seen, options(6, "1")).stream()
                        .map(Generation::tokenIds)
                        .toList());
    }

    @Test
    void hiddenStatesAreTheEncodersOfTheWholePrompt() {
        Request request = requests().get(0);
        float[][] states = model.imageFeatures((Picture.Pixels) request.picture(), request.prompt());

        HiddenStates hidden =
                model.hiddenStates(List.of(request), List.of(0, -2)).get(0);

        assertThat(states.length)
                .isEqualTo(model.generate(List.of(request), options(1)).get(0).inputIds().length);
        assertThat(hidden.last()).containsExactly(states[states.length - 1]);
        assertThat(hidden.given()[0]).containsExactly(states[0]);
        assertThat(hidden.given()[1]).containsExactly(states[states.length - 2]);
        assertThatThrownBy(() -> model.hiddenStates(List.of(request), List.of(states.length)))
                .hasMessageContaining("has no position " + states.length);
    }

    @Test
    void namesAreScoredAfterAnOpeningAsOneByOne() {
        List<String> names = List.of("cat", "hot dog", "dog", "hot air balloon", "cat flower pot", "cat flower");
        for (String opening : new String[] {null, "The photo features a"}) {
            String prompt = model.likelihoodPrompt("What?", true, PromptStyle.STUDY, opening);
            Request request = new Request(picture("cat_420.jpg"), prompt);
            ClassLikelihoods together = score(request, names);

            double[] first = logSoftmax(model.nextTokenLogits(request));
            for (int i = 0; i < names.size(); i++) {
                float[] alone = score(request, List.of(names.get(i))).logProbs()[0];
                assertThat(together.logProbs()[i]).containsExactly(alone, within(1e-4f));
                float best = together.logProbs()[i][0];
                assertThat(Arrays.stream(first)
                                .map(p -> Math.abs(p - best))
                                .min()
                                .orElseThrow())
                        .isLessThan(1e-4);
            }
        }
        assertThat(model.likelihoodPrompt("What?", true, PromptStyle.CHAT, null))
                .isEqualTo("What?</s>");
        assertThat(model.prompt("What?", true, PromptStyle.STUDY, true))
                .isEqualTo("What?</s>Let's think step by step.");
    }

    private static ClassLikelihoods score(Request request, List<String> names) {
        return model.classLikelihoods(List.of(request), ClassNames.direct(names))
                .get(0);
    }

    private static double[] logSoftmax(float[] logits) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        double log = Math.log(sum);
        double[] all = new double[logits.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = logits[i] - log;
        }
        return all;
    }

    @Test
    void whatCannotBeAskedIsNamed() {
        Picture picture = picture("cat_420.jpg");
        assertRefused(new Request(null, "What?"), "florence2 answers about an image only");
        assertRefused(new Request(picture, "What? <OD>"), "<OD> must be the whole prompt");
        assertRefused(new Request(picture, "<image>What?"), "write none");
        assertRefused(new Request(picture, "What? ".repeat(400)), "the model's context is 256");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            onnx/encoder_model.onnx   | -                         | onnx/encoder_model
            config.json               | "bos_token_id": 0         | text_config.bos_token_id is -1, must be a token's id
            generation_config.json    | "decoder_start_token_id": 2 | decoder_start_token_id is -1, must be a token's id
            preprocessor_config.json  | "image_seq_length": 37    | image_seq_length is -1, must be 1 to 65536
            preprocessor_config.json  | "width": 768              | must be a whole number of pixels
            """)
    void brokenBundlesAreNamedInALine(String file, String broken, String reason) throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        Path path = bundle.resolve(file);
        if (broken.equals("-")) {
            Files.delete(path);
        } else {
            Files.writeString(path, Files.readString(path).replace(broken, broken.replaceAll("\\d+", "-1")));
        }
        assertRefused(bundle, file, reason);
    }

    @Test
    void aDecoderWithoutAnEncoderIsRefused() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        for (String graph : List.of("decoder_model_merged.onnx", "embed_tokens.onnx")) {
            Files.copy(
                    TestBundles.path("tiny-smolvlm").resolve("onnx").resolve(graph),
                    bundle.resolve("onnx").resolve(graph),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        assertRefused(bundle, "decoder_model_merged.onnx has no inputs past_key_values.N.encoder.key|value", "export");
    }

    @Test
    void anEncoderOfOtherPatchesIsNamed() throws IOException {
        Path bundle = TestBundles.copy(NAME, directory);
        replace(bundle.resolve("preprocessor_config.json"), "\"image_seq_length\": 37", "\"image_seq_length\": 577");

        try (VisionLanguageModel other = TestBundles.load(bundle, TestBundles.ONE_THREAD)) {
            assertThatThrownBy(() -> other.imageFeatures(picture("cat_420.jpg"), "What?"))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("vision_encoder.onnx gives 37 features of an image, but image_seq_length");
        }
    }

    private static void assertRefused(Path bundle, String... parts) {
        assertThatThrownBy(
                        () -> TestBundles.load(bundle, TestBundles.ONE_THREAD).close())
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    private static void assertRefused(Request request, String reason) {
        assertThatThrownBy(() -> model.generate(List.of(request), options(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
