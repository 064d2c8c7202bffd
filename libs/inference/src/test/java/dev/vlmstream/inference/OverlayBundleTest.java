package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleCheck;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.runtime.Dtypes;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.verify.Verification;
import dev.vlmstream.inference.verify.VerificationReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bundle that holds only what differs from another answers as the one that holds all of it. */
class OverlayBundleTest {
    private static final String IMAGE = "flower.jpg";
    private static final List<String> NAMES = List.of("ant", "ant hill", "bee", "car", "dog", "sunflower");
    private static final Path TUNED = Demo.models().resolve("emoji-vlm-finetuned");
    private static final List<String> GRAPHS = List.of("vision_encoder", "embed_tokens", "decoder_model_merged");

    @TempDir
    Path directory;

    private Path base;

    @BeforeEach
    void copyTheBase() {
        base = TestBundles.copyOf(Demo.models().resolve("emoji-vlm"), directory);
    }

    /** The base's files with these graphs of the fine-tuned model. */
    private Path full(String... graphs) throws IOException {
        Path full = TestBundles.copyOf(base, Files.createDirectory(directory.resolve("full")));
        for (String graph : graphs) {
            Files.copy(graph(TUNED, graph), graph(full, graph), StandardCopyOption.REPLACE_EXISTING);
        }
        return full;
    }

    private static Path graph(Path bundle, String stem) {
        return bundle.resolve("onnx").resolve(stem + ".onnx");
    }

    private Path overlay(String name, String... graphs) throws IOException {
        return overlay(directory.resolve(name), TUNED, base, List.of(graphs));
    }

    private static Path overlay(Path overlay, Path from, Path base, List<String> graphs) throws IOException {
        Files.createDirectories(overlay.resolve("onnx"));
        for (String graph : graphs) {
            Files.copy(graph(from, graph), graph(overlay, graph));
        }
        return config(overlay, base, BundleFinder.open(base).digest());
    }

    private static Path config(Path overlay, Path base, String digest) throws IOException {
        long bytes = 0;
        try (var files = Files.walk(base)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        Files.writeString(
                overlay.resolve("config.json"),
                String.format(
                        "{\"model_type\": \"llava\", \"base\": {\"name\": \"%s\", \"digest\": \"%s\", \"bytes\": %d}}",
                        base.getFileName(), digest, bytes));
        return overlay;
    }

    private static Request request(VisionLanguageModel model) {
        return new Request(
                new Picture.Pixels(TestBundles.input(model, IMAGE), IMAGE),
                model.prompt(Demo.QUESTION, true, PromptStyle.STUDY, false));
    }

    /** Tokens, likelihoods of names, features before and after the decoder; graphs are the same, so every bit is. */
    private static List<float[]> answers(VisionLanguageModel model) {
        Request request = request(model);
        Picture.Pixels picture = (Picture.Pixels) request.picture();
        int[] tokens = model.generate(List.of(request), GenerationOptions.greedy(12, List.of(2)))
                .get(0)
                .tokenIds();
        float[] asFloats = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            asFloats[i] = tokens[i];
        }
        HiddenStates states = model.hiddenStates(List.of(request), List.of()).get(0);
        return List.of(
                asFloats,
                model.classLikelihoods(List.of(request), ClassNames.direct(NAMES))
                        .get(0)
                        .logProbs()[0],
                states.last(),
                states.mean(),
                model.imageFeatures(picture, request.prompt())[3],
                model.nextTokenLogits(request));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"vision_encoder", "decoder_model_merged", "vision_encoder,embed_tokens,decoder_model_merged"})
    void itAnswersAsTheFullBundle(String differing) throws IOException {
        String[] graphs = differing.split(",");
        try (VisionLanguageModel whole = TestBundles.load(full(graphs));
                VisionLanguageModel over = TestBundles.load(overlay("tuned", graphs));
                VisionLanguageModel below = TestBundles.load(base)) {
            List<float[]> answers = answers(over);
            List<float[]> expected = answers(whole);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(answers.get(i)).as("answer %d", i).containsExactly(expected.get(i));
            }
            assertThat(answers.get(5)).isNotEqualTo(answers(below).get(5));
        }
    }

    @Test
    void itIsVerifiedByWhatWasRecordedOfTheFullBundle() throws IOException {
        Path tuned = TestBundles.copyOf(TUNED, directory);
        Path overlay = overlay(directory.resolve("untuned"), base, tuned, GRAPHS);
        VerificationReport report =
                Verification.run(overlay, Demo.goldens("emoji-vlm"), List.of(Demo.data()), TestBundles.ONE_THREAD);
        assertThat(report.rows()).isNotEmpty();
        assertThat(report.passed()).isTrue();
        assertThat(BundleCheck.problems(overlay, TestBundles.ONE_THREAD)).isEmpty();
    }

    @Test
    void whatWasRecordedOfTheBaseIsNotTheOverlays() throws IOException {
        assertThat(BundleFinder.open(base).files().has("golden/index.jsonl")).isTrue();
        Path overlay = overlay("tuned", "vision_encoder");
        assertThat(BundleFinder.open(overlay).files().has("golden/index.jsonl")).isFalse();
        assertThat(BundleFinder.open(overlay).files().has("tokenizer.json")).isTrue();
    }

    @Test
    void aGraphThatTheOverlayHasInAnotherDtypeIsNotTheBases() throws IOException {
        Path overlay = overlay("tuned", "vision_encoder");
        Files.move(graph(overlay, "vision_encoder"), graph(overlay, "vision_encoder_fp16"));
        try (VisionLanguageModel whole = TestBundles.load(full("vision_encoder"));
                VisionLanguageModel over = TestBundles.load(overlay)) {
            assertThat(over.nextTokenLogits(request(over))).isEqualTo(whole.nextTokenLogits(request(whole)));
        }
        RuntimeOptions plain = TestBundles.ONE_THREAD.withDtypes(Dtypes.of("fp32"));
        assertThat(BundleCheck.problems(overlay, plain))
                .singleElement()
                .asString()
                .contains("graph vision_encoder is not there as dtype fp32")
                .contains(overlay + " has [fp16]");
    }

    @Test
    void theBaseMayBeCalledOtherwiseAndLieElsewhere() throws IOException {
        Path overlay = overlay("group/deeper/tuned", "vision_encoder");
        assertThatThrownBy(() -> BundleFinder.open(overlay))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("is an overlay of emoji-vlm")
                .hasMessageContaining("which is not in")
                .hasMessageContaining("--bases")
                .hasMessageNotContaining("\n");
        Path moved = Files.move(
                base, Files.createDirectories(directory.resolve("elsewhere")).resolve("renamed"));
        assertThat(BundleFinder.open(overlay, List.of(moved)).base()).hasValue(moved);
        assertThat(BundleFinder.open(overlay, List.of(moved.getParent())).base())
                .hasValue(moved);
    }

    @Test
    void aDirectoryOfModelsHasBoth() throws IOException {
        Path overlay = overlay("runs/tuned", "vision_encoder");
        List<ModelBundle> found = BundleFinder.find(directory);
        assertThat(found).extracting(ModelBundle::name).contains("emoji-vlm", "tuned");
        ModelBundle tuned = found.stream()
                .filter(bundle -> bundle.name().equals("tuned"))
                .findFirst()
                .orElseThrow();
        assertThat(tuned.kind()).isEqualTo(ModelKind.VISION_LANGUAGE);
        assertThat(tuned.directory()).isEqualTo(overlay.toAbsolutePath());
        assertThat(tuned.digest()).isNotEqualTo(BundleFinder.open(base).digest());
    }

    @Test
    void aDamagedBaseIsRefused() throws IOException {
        Path overlay = overlay("tuned", "vision_encoder");
        try (RandomAccessFile file =
                new RandomAccessFile(graph(base, "embed_tokens").toFile(), "rw")) {
            file.seek(file.length() / 2);
            int before = file.read();
            file.seek(file.length() / 2);
            file.write(before ^ 1);
        }
        assertThatThrownBy(() -> TestBundles.load(overlay))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("is an overlay of emoji-vlm with digest")
                .hasMessageContaining("but " + base.toAbsolutePath() + " has")
                .hasMessageNotContaining("\n");
        assertThat(BundleCheck.problems(overlay, TestBundles.ONE_THREAD)).hasSize(1);
    }

    @Test
    void anotherBundleOfThatNameIsRefused() throws IOException {
        Path overlay = overlay("tuned", "vision_encoder");
        Files.writeString(base.resolve("README.md"), "more");
        assertThatThrownBy(() -> TestBundles.load(overlay))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(base.toAbsolutePath() + " is another bundle of");
    }

    @Test
    void ofTwoBundlesAsLargeTheDigestDecides() throws IOException {
        Path overlay = overlay("tuned", "vision_encoder");
        Path twin = TestBundles.copyOf(base, Files.createDirectory(directory.resolve("a")));
        Path first = Files.move(twin, directory.resolve("a-twin"));
        Files.copy(graph(TUNED, "embed_tokens"), graph(first, "embed_tokens"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(BundleFinder.open(overlay).base()).hasValue(base.toAbsolutePath());
    }

    @Test
    void anOverlayOfAnOverlayIsRefused() throws IOException {
        Path overlay = overlay("tuned", "vision_encoder");
        Path another = Files.createDirectory(directory.resolve("another"));
        config(another, overlay, "0".repeat(64));
        assertThatThrownBy(() -> BundleFinder.open(another))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("which is an overlay itself; export it for emoji-vlm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "{}", "{\"digest\": \"abc\"}", "null", "[]"})
    void aBaseThatIsNoneIsSaid(String base) throws IOException {
        Path overlay = overlay("tuned");
        Files.writeString(overlay.resolve("config.json"), "{\"model_type\": \"llava\", \"base\": " + base + "}");
        assertThatThrownBy(() -> BundleFinder.open(overlay))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("\"base\" must be an object with \"digest\"");
    }
}
