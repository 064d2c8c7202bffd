package dev.vlmstream.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.decoding.AttentionBlock.TokenTypes;
import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.Workers;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A decoder as exported and with fused attention: behind padding on the left, by one token and by several at once, the logits
 * are the same; and with either, a row alone has to the bit what it has in a batch.
 */
class FusedAttentionTest {
    private static final RuntimeOptions OPTIONS = TestBundles.ONE_THREAD;
    private static final int[] LENGTHS = {39, 7, 32};
    /** How many positions each step has, the prompts' first. */
    private static final List<Integer> STEPS = List.of(39, 1, 1, 5, 1);

    private static final String ENCODER_BEFORE = "tiny-florence2";

    static Stream<Path> decoders() {
        Stream<Path> bundles = TestBundles.FAMILIES.stream()
                .filter(name -> !name.equals(ENCODER_BEFORE))
                .map(TestBundles::path);
        return Stream.concat(bundles, Stream.of(Demo.models().resolve("emoji-vlm")))
                .map(bundle -> bundle.resolve("onnx/decoder_model_merged.onnx"));
    }

    private static Decoder exported(Path file) {
        return decoder(Graph.load(file, OPTIONS));
    }

    static Decoder fused(Path file) {
        return decoder(Graph.loadDecoder(file, OPTIONS, Workers.SLEEP, Decoder.MASK));
    }

    private static Decoder decoder(Graph graph) {
        return new Decoder(graph, graph.input(Decoder.TYPES).isPresent() ? new TokenTypes(0, 1) : null);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void logitsAreThoseOfTheExportedGraph(Path file) {
        try (Decoder exported = exported(file);
                Decoder fused = fused(file)) {
            List<float[]> expected = logits(exported, LENGTHS);
            List<float[]> found = logits(fused, LENGTHS);
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(largestDifference(found.get(i), expected.get(i))).isLessThanOrEqualTo(1e-4f);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void aRowAloneHasTheSameLogitsToTheBit(Path file) {
        int[] alike = {39, 39, 39};
        try (Decoder fused = fused(file)) {
            List<float[]> together = logits(fused, alike);
            List<float[]> alone = logits(fused, new int[] {39});
            for (int step = 0; step < STEPS.size(); step++) {
                assertThat(together.get(step * alike.length)).containsExactly(alone.get(step));
            }
        }
    }

    @Test
    void aStepWritesKeysAndValuesWhereThoseBeforeAre() {
        try (Decoder fused = fused(TestBundles.path("tiny-llava").resolve("onnx/decoder_model_merged.onnx"));
                KvCache cache = fused.start(KvTensors.empty(fused, 2, null))) {
            step(fused, cache, 19);
            List<Tensor> tensors = List.copyOf(cache.past().tensors());
            step(fused, cache, 1);
            step(fused, cache, 5);
            assertThat(cache.past().tensors()).containsExactlyElementsOf(tensors);
            assertThat(cache.length()).isEqualTo(25);
            assertThat(fused.positionsAtOnce(2, 300)).isLessThan(300);
        }
    }

    /** A step that asks for every position's logits is computed whole. */
    @ParameterizedTest
    @MethodSource("decoders")
    void aLongStepInPartsHasTheSameLogitsToTheBit(Path file) {
        int[] lengths = {300, 283};
        int longest = lengths[0];
        try (Decoder fused = fused(file);
                KvCache whole = fused.start(KvTensors.empty(fused, 2, null));
                KvCache inParts = fused.start(KvTensors.empty(fused, 2, null))) {
            for (int added : List.of(longest, 1)) {
                long[] mask = mask(lengths, longest, whole.length() + added);
                long[] places = places(fused, lengths, longest, whole.length(), added);
                try (Embeddings embeds = embeddings(fused, 2, whole.length(), added);
                        Step expected = whole.step(embeds, mask, places, StepOutputs.ALL_LOGITS);
                        Step found = inParts.step(embeds, mask, places, StepOutputs.LAST_LOGITS)) {
                    for (int row = 0; row < 2; row++) {
                        assertThat(found.logits(row, added - 1)).containsExactly(expected.lastLogits(row));
                    }
                }
            }
        }
    }

    private static void step(Decoder decoder, KvCache cache, int added) {
        long[] mask = new long[2 * (cache.length() + added)];
        Arrays.fill(mask, 1);
        long[] places = LongStream.range(0, 2L * added)
                .map(place -> cache.length() + place % added)
                .toArray();
        try (Embeddings embeds = embeddings(decoder, 2, cache.length(), added)) {
            cache.step(embeds, mask, places, StepOutputs.LAST_LOGITS).close();
        }
    }

    /** NaN where one is none. AssertJ's own comparison makes a decimal of each float of a vocabulary. */
    private static float largestDifference(float[] found, float[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        float largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(found[i] - expected[i]));
        }
        return largest;
    }

    /** After each step, for each row. */
    private static List<float[]> logits(Decoder decoder, int[] lengths) {
        int rows = lengths.length;
        int longest = STEPS.get(0);
        List<float[]> logits = new ArrayList<>();
        try (KvCache cache = decoder.start(KvTensors.empty(decoder, rows, null))) {
            int before = 0;
            for (int added : STEPS) {
                int length = before + added;
                long[] mask = mask(lengths, longest, length);
                long[] positions = places(decoder, lengths, longest, before, added);
                try (Embeddings embeds = embeddings(decoder, rows, before, added);
                        Step step = cache.step(embeds, mask, positions, StepOutputs.LAST_LOGITS)) {
                    for (int row = 0; row < rows; row++) {
                        logits.add(step.lastLogits(row));
                    }
                }
                before = length;
            }
        }
        return logits;
    }

    private static long[] mask(int[] lengths, int longest, int length) {
        long[] mask = new long[lengths.length * length];
        for (int row = 0; row < lengths.length; row++) {
            Arrays.fill(mask, row * length + longest - lengths[row], (row + 1) * length, 1);
        }
        return mask;
    }

    private static long[] places(Decoder decoder, int[] lengths, int longest, int before, int added) {
        long[] places = new long[lengths.length * added];
        for (int i = 0; i < places.length; i++) {
            int padding = longest - lengths[i / added];
            places[i] = Math.max(0, before + i % added - padding);
        }
        return Stream.generate(() -> places)
                .limit(decoder.positionAxes())
                .flatMapToLong(Arrays::stream)
                .toArray();
    }

    /** The same for a row whatever the others are. */
    private static Embeddings embeddings(Decoder decoder, int rows, int before, int added) {
        int width = (int) decoder.embeds().shape()[2];
        List<float[]> tokens = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < added; i++) {
                Random random = new Random(1000L * row + before + i);
                float[] token = new float[width];
                for (int at = 0; at < width; at++) {
                    token[at] = (float) random.nextGaussian() / 4;
                }
                tokens.add(token);
            }
        }
        return Embeddings.ofText(Tensor.floats(decoder.embeds(), tokens, rows, added, width));
    }
}
