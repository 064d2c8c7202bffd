package dev.vlmstream.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.ClassNames;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.GenerationOptions;
import dev.vlmstream.inference.GenerationOptions.BeamSettings;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel.Beam;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.decoding.EmbeddedPrompt.Features;
import dev.vlmstream.inference.generation.TokenRules;
import dev.vlmstream.inference.likelihood.Likelihoods;
import dev.vlmstream.inference.likelihood.NameScorer;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.StandInDevice;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.Workers;
import dev.vlmstream.inference.runtime.BatchingOptions;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys and values that stay on a device, which nothing but graphs may read, give the tokens that those in memory give. */
class DeviceDecodingTest {
    private final long openBefore = StandInDevice.openTensors();

    @AfterEach
    void everyTensorIsClosed() {
        assertThat(StandInDevice.openTensors()).isEqualTo(openBefore);
    }

    private static final Path EMBEDDER = Demo.models().resolve("emoji-vlm/onnx/embed_tokens.onnx");
    private static final Path DECODER = Demo.models().resolve("emoji-vlm/onnx/decoder_model_merged.onnx");
    private static final int IMAGE = 2561;
    private static final int IMAGE_TOKENS = 16;
    private static final int WIDTH = 192;
    private static final int VOCABULARY = 2562;

    private static List<Path> decoders() {
        return List.of(DECODER, TestBundles.path("emoji-vlm-gqa").resolve("decoder_model_merged.onnx"));
    }

    private static Graph load(Path file) {
        return Graph.loadDecoder(file, TestBundles.ONE_THREAD, Workers.SLEEP, Decoder.MASK);
    }

    /** Of several lengths, two after each image, so that slots change hands and beginnings are read from the cache. */
    private static List<EmbeddedPrompt> prompts() {
        Random random = new Random(3);
        List<EmbeddedPrompt> prompts = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int[] ids = random.ints(20 + i * 3, 3, 2500).toArray();
            Arrays.fill(ids, 2, 2 + IMAGE_TOKENS, IMAGE);
            int image = i / 2;
            Arrays.fill(ids, 0, 2, 10 + image);
            prompts.add(new EmbeddedPrompt(
                    ids,
                    IMAGE,
                    () -> features(image),
                    Positions.counted(ids.length),
                    AttentionBlock.NONE,
                    "image " + image));
        }
        return prompts;
    }

    private static Features features(int seed) {
        Random random = new Random(seed);
        float[][] features = new float[IMAGE_TOKENS][WIDTH];
        for (float[] row : features) {
            for (int i = 0; i < WIDTH; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return Features.of(Tensor.floats(features));
    }

    private static TokenRules rules(EmbeddedPrompt prompt, int tokens) {
        GenerationOptions options = GenerationOptions.greedy(tokens, List.of());
        return new TokenRules(options, prompt.inputIds(), VOCABULARY, "", ids -> "");
    }

    private static List<int[]> answers(Path file, UnaryOperator<Graph> where) {
        try (Decoder decoder = new Decoder(where.apply(load(file)), null);
                Embedder embedder = new Embedder(where.apply(load(EMBEDDER)), decoder);
                PrefixCache prefixes = new PrefixCache(1 << 20)) {
            List<GeneratedSequence> answers = new ArrayList<>();
            for (EmbeddedPrompt prompt : prompts()) {
                answers.add(new GeneratedSequence(prompt, rules(prompt, 3 + answers.size() % 4 * 5)));
            }
            new ContinuousBatching(embedder, decoder, 0, prefixes, new BatchingOptions(4, 0)).complete(answers);
            assertThat(prefixes.counters().hits()).isPositive();
            return answers.stream().map(GeneratedSequence::tokenIds).toList();
        }
    }

    private static List<int[]> beams(Path file, UnaryOperator<Graph> where) {
        try (Decoder decoder = new Decoder(where.apply(load(file)), null);
                Embedder embedder = new Embedder(where.apply(load(EMBEDDER)), decoder)) {
            EmbeddedPrompt prompt = prompts().get(3);
            return new BeamSearch(embedder, decoder, 0)
                            .search(
                                    prompt,
                                    rules(prompt, 8),
                                    new BeamSettings(3, 1, BeamSettings.EarlyStopping.FALSE, 3))
                            .beams()
                            .stream()
                            .map(Beam::tokenIds)
                            .toList();
        }
    }

    private static float[][] likelihoods(Path file, UnaryOperator<Graph> where) {
        try (Tokenizer tokenizer =
                        Tokenizer.load(BundleDirectory.open(Demo.models().resolve("emoji-vlm")));
                Decoder decoder = new Decoder(where.apply(load(file)), null);
                Embedder embedder = new Embedder(where.apply(load(EMBEDDER)), decoder);
                PrefixCache prefixes = new PrefixCache(1 << 20)) {
            NameScorer scorer = new NameScorer(embedder, decoder, 0, prefixes);
            ClassNames names = ClassNames.direct(List.of("cat", "hot dog", "dog", "hot air balloon"));
            return new Likelihoods(tokenizer, scorer, 1024)
                    .score(prompts().get(3), "The photo features a", names)
                    .logProbs();
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void likelihoodsOfNamesAreTheSame(Path decoder) {
        assertThat(likelihoods(decoder, StandInDevice::of)).isDeepEqualTo(likelihoods(decoder, graph -> graph));
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void answersSideBySideAreTheSame(Path decoder) {
        assertThat(answers(decoder, StandInDevice::of)).containsExactlyElementsOf(answers(decoder, graph -> graph));
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void beamsAreTheSame(Path decoder) {
        assertThat(beams(decoder, StandInDevice::of)).containsExactlyElementsOf(beams(decoder, graph -> graph));
    }

    /** Of rows of several lengths, with padding before them. */
    private static float[][] embeddings(UnaryOperator<Graph> where, boolean onCpu) {
        try (Decoder decoder = new Decoder(where.apply(load(DECODER)), null);
                Embedder embedder = new Embedder(where.apply(load(EMBEDDER)), decoder);
                Embeddings embeddings = embedder.prompts(new PaddedBatch(prompts(), 0), prompts())) {
            assertThat(embeddings.deepstack()).isEmpty();
            assertThat(embeddings.tokens().onCpu()).isEqualTo(onCpu);
            return decoder.rows().read(embeddings.tokens());
        }
    }

    @Test
    void imageFeaturesArePutIntoTheEmbeddingsWhereTheseAre() {
        float[][] embeddings = embeddings(graph -> graph, true);
        assertThat(embeddings(StandInDevice::of, false)).isDeepEqualTo(embeddings);
        int width = embeddings.length / prompts().size();
        try (Tensor ofFirst = features(0).tensor()) {
            int firstToken = width - prompts().get(0).inputIds().length;
            for (int i = 0; i < IMAGE_TOKENS; i++) {
                assertThat(embeddings[firstToken + 2 + i]).containsExactly(ofFirst.floats((long) i * WIDTH, WIDTH));
            }
        }
    }

    @Test
    void whatLiesOnADeviceIsNotReadAsIfItWereInMemory() {
        try (Decoder decoder = new Decoder(StandInDevice.of(load(DECODER)), null);
                Embedder embedder = new Embedder(StandInDevice.of(load(EMBEDDER)), decoder);
                Embeddings embeddings = embedder.next(new long[] {5})) {
            assertThatThrownBy(() -> embeddings.tokens().floats(0, 1)).hasMessageContaining("on a GPU");
        }
    }
}
