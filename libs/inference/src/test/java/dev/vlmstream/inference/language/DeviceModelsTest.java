package dev.vlmstream.inference.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.VisionLanguageModel.Beam;
import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.VisionLanguageModel.HiddenStates;
import dev.vlmstream.inference.VisionLanguageModel.PrefixReuse;
import dev.vlmstream.inference.VisionLanguageModel.Request;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.StandInDevice;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of every family, whose image features, keys and values stay on a device that nothing but graphs may read, give what
 * they give on the CPU, and leave no tensor open.
 */
class DeviceModelsTest {

    /** Of two shapes, so that models with tiles have several, and different numbers of them. */
    private static final List<String> PICTURES = List.of("rocket.jpg", "tall_10x700.jpg");

    private static final List<String> QUESTIONS = List.of("What is it?", "Which colour has it?");
    private static final ClassNames NAMES = ClassNames.direct(List.of("cat", "hot dog", "dog", "hot air balloon"));
    /** A prompt of the test's bundles with LLaVA-NeXT's tiles has some thousand positions. */
    private static final long CACHE = 64L << 20;

    /** Its encoder reads image and prompt together: it answers nothing without an image, and keeps nothing between calls. */
    private static final String ENCODER = "tiny-florence2";

    /** Of a bundle's pictures: the same on every device. */
    private static final Map<String, VisionInput> INPUTS = new HashMap<>();

    @TempDir
    static Path directory;

    private static List<Path> bundles() {
        Stream<Path> small = TestBundles.FAMILIES.stream().map(TestBundles::path);
        Path demo = Demo.models().resolve("emoji-vlm");
        return Stream.concat(small, Stream.of(demo, groupQueryAttention())).toList();
    }

    private static Path groupQueryAttention() {
        Path bundle = directory.resolve("emoji-vlm");
        return bundle.toFile().exists() ? bundle : TestBundles.groupQueryAttention(directory);
    }

    private static VisionLanguageModel load(Path bundle, long cacheBytes) {
        RuntimeOptions options = TestBundles.ONE_THREAD.withBatching(new BatchingOptions(4, cacheBytes));
        return TestBundles.load(bundle, options);
    }

    private static Request ask(VisionLanguageModel model, Picture picture, String question) {
        return new Request(picture, model.prompt(question, picture != null, PromptStyle.STUDY, false));
    }

    private static Picture.Pixels pixels(VisionLanguageModel model, String picture, boolean named) {
        VisionInput input =
                INPUTS.computeIfAbsent(model.bundle().directory() + picture, key -> TestBundles.input(model, picture));
        return new Picture.Pixels(input, named ? picture : null);
    }

    /** Every question about every picture, and one about none, if that can be asked. */
    private static List<Request> requests(VisionLanguageModel model, Function<String, Picture> pictures) {
        List<Request> requests = new ArrayList<>();
        for (String picture : PICTURES) {
            Picture seen = pictures.apply(picture);
            QUESTIONS.forEach(question -> requests.add(ask(model, seen, question)));
        }
        if (!model.bundle().name().equals(ENCODER)) {
            requests.add(ask(model, null, "What is it?"));
        }
        return requests;
    }

    /** As an embed service sends them, each with features of its own. */
    private static List<Request> encoded(VisionLanguageModel model, boolean named) {
        Map<List<Object>, float[][]> features = new HashMap<>();
        List<Request> requests = new ArrayList<>();
        for (Request request : requests(model, picture -> pixels(model, picture, named))) {
            Picture picture = request.picture() instanceof Picture.Pixels pixels
                    ? new Picture.Encoded(
                            features.computeIfAbsent(
                                            List.of(pixels.input(), model.readsPrompt() ? request.prompt() : ""),
                                            key -> model.imageFeatures(pixels, request.prompt()))
                                    .clone(),
                            pixels.layout(),
                            pixels.content())
                    : null;
            requests.add(new Request(picture, request.prompt()));
        }
        return requests;
    }

    private static List<int[]> answers(VisionLanguageModel model, List<Request> requests) {
        GenerationOptions options = GenerationOptions.of(model.bundle()).withMaxNewTokens(4);
        return model.generate(requests, options).stream()
                .map(Generation::tokenIds)
                .toList();
    }

    private static List<int[]> beams(VisionLanguageModel model) {
        GenerationOptions options = GenerationOptions.of(
                        model.bundle(), Map.of("num_beams", "3", "num_return_sequences", "3", "do_sample", "false"))
                .withMaxNewTokens(4);
        return model.beams(ask(model, pixels(model, "rocket.jpg", false), "What is it?"), options).stream()
                .map(Beam::tokenIds)
                .toList();
    }

    private static float[] computed(VisionLanguageModel model) {
        Picture.Pixels picture = pixels(model, "tall_10x700.jpg", false);
        Request request = ask(model, picture, "What is it?");
        List<float[]> all = new ArrayList<>(List.of(model.nextTokenLogits(request)));
        all.addAll(Arrays.asList(model.imageFeatures(picture, request.prompt())));
        List<Request> two = List.of(request, ask(model, pixels(model, "rocket.jpg", false), "?"));
        for (HiddenStates states : model.hiddenStates(two, List.of(0, 3))) {
            all.addAll(List.of(states.last(), states.mean(), states.given()[0], states.given()[1]));
        }
        Request prefix = new Request(
                pixels(model, "cat_420.jpg", true),
                model.likelihoodPrompt("What type of object is in this photo?", true, PromptStyle.STUDY, null));
        model.classLikelihoods(List.of(prefix, prefix), NAMES)
                .forEach(likelihoods -> all.addAll(Arrays.asList(likelihoods.logProbs())));
        float[] flat = new float[all.stream().mapToInt(row -> row.length).sum()];
        int next = 0;
        for (float[] row : all) {
            System.arraycopy(row, 0, flat, next, row.length);
            next += row.length;
        }
        return flat;
    }

    /** What a model does, and what it kept. */
    private record Outcome(List<int[]> tokens, float[] numbers, PrefixReuse reuse) {
        /** @param keeps whether anything is kept of pictures that have names; if not, those are as all others */
        static Outcome of(VisionLanguageModel model, boolean keeps) {
            List<int[]> tokens = new ArrayList<>();
            for (boolean named : keeps ? new boolean[] {true, false} : new boolean[] {false}) {
                tokens.addAll(answers(model, requests(model, p -> pixels(model, p, named))));
                tokens.addAll(answers(model, encoded(model, named)));
            }
            tokens.addAll(beams(model));
            return new Outcome(tokens, computed(model), model.prefixReuse());
        }
    }

    private static Outcome outcome(
            Path bundle, long cacheBytes, Function<VisionLanguageModel, VisionLanguageModel> on) {
        long before = StandInDevice.openTensors();
        try (VisionLanguageModel model = on.apply(load(bundle, cacheBytes))) {
            Outcome outcome = Outcome.of(model, cacheBytes > 0);
            if (cacheBytes == 0) {
                assertThat(StandInDevice.openTensors()).isEqualTo(before);
            }
            return outcome;
        } finally {
            assertThat(StandInDevice.openTensors()).isEqualTo(before);
        }
    }

    private static void assertSame(Outcome found, Outcome expected) {
        assertThat(found.tokens()).containsExactlyElementsOf(expected.tokens());
        assertThat(found.numbers()).containsExactly(expected.numbers());
        assertThat(found.reuse()).isEqualTo(expected.reuse());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void everythingIsAsOnTheCpu(Path bundle) {
        Outcome expected = outcome(bundle, CACHE, model -> model);
        assertSame(outcome(bundle, CACHE, StandInDevice::holding), expected);
        if (bundle.endsWith(ENCODER)) {
            assertThat(expected.reuse()).isEqualTo(new PrefixReuse(0, 0, 0, 0));
        } else {
            assertThat(expected.reuse().hits()).isPositive();
            assertThat(expected.reuse().bytes()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void nothingIsLeftOfACallWhereNothingIsKept(Path bundle) {
        assertSame(outcome(bundle, 0, StandInDevice::holding), outcome(bundle, 0, model -> model));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void featuresStayOnTheDevice(Path bundle) {
        try (VisionLanguageModel model = StandInDevice.holding(load(bundle, 0))) {
            Picture.Pixels picture = pixels(model, "rocket.jpg", false);
            Request request = ask(model, picture, "What is it?");
            List<Tensor> features = StandInDevice.part(model, Architecture.class)
                    .encode(List.of(picture.input()), List.of(request.prompt()));
            assertThat(features).singleElement().matches(tensor -> !tensor.onCpu());
            Loading.closeAll(features);
        }
    }
}
