package dev.vlmstream.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.decoding.EmbeddedPrompt.Features;
import dev.vlmstream.inference.decoding.Step.StepOutputs;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Rows computed apart, without their padding, give what the batch gives, where more is added after the decoder's first layers. */
class UnpaddedStepsTest {
    private static final Offset<Float> CLOSE = Offset.offset(2e-5f);
    private static final int IMAGE = 12;
    private static final int[] IMAGE_TOKENS = {6, 0, 4};
    private static final int[] LENGTHS = {14, 5, 9};
    private static final int WIDTH = 64;

    private static LanguageParts parts() {
        BundleDirectory files = BundleDirectory.open(TestBundles.path("tiny-qwen3-vl"));
        try (Loading loading = new Loading()) {
            return loading.complete(LanguageParts.load(files, TestBundles.ONE_THREAD, loading));
        }
    }

    private static List<EmbeddedPrompt> prompts() {
        List<EmbeddedPrompt> prompts = new ArrayList<>();
        for (int i = 0; i < LENGTHS.length; i++) {
            int[] ids = new Random(i).ints(LENGTHS[i], 20, 2000).toArray();
            Arrays.fill(ids, 2, 2 + IMAGE_TOKENS[i], IMAGE);
            long[] places = Positions.counted(ids.length).prompt()[0];
            Positions positions = new Positions(new long[][] {places, places, places}, ids.length);
            prompts.add(new EmbeddedPrompt(ids, IMAGE, features(i), positions, AttentionBlock.NONE, null));
        }
        return prompts;
    }

    private static Supplier<Features> features(int prompt) {
        Random random = new Random(100 + prompt);
        float[][] rows = new float[IMAGE_TOKENS[prompt]][3 * WIDTH];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return () -> Features.of(Tensor.floats(rows));
    }

    private static float[][] logits(Step step) {
        float[][] logits = new float[LENGTHS.length][];
        for (int row = 0; row < logits.length; row++) {
            logits[row] = step.lastLogits(row);
        }
        return logits;
    }

    /** After the prompts, and after one token more behind what has been kept of them. */
    private static List<float[][]> together(LanguageParts parts, PaddedBatch batch) {
        try (KvCache cache = parts.decoder().start(prompts());
                Embeddings embeds = parts.embedder().prompts(batch, prompts());
                Step first = cache.step(embeds, batch.mask(), batch.positions(3), StepOutputs.LAST_LOGITS)) {
            return List.of(logits(first), next(parts, batch, cache));
        }
    }

    private static List<float[][]> apart(LanguageParts parts, PaddedBatch batch) {
        KvTensors nothing = parts.decoder().empty(prompts());
        try (KvCache cache = parts.decoder().start(nothing);
                UnpaddedSteps steps =
                        new UnpaddedSteps(parts.decoder(), nothing, batch.width(), StepOutputs.LAST_LOGITS);
                Embeddings embeds = parts.embedder().prompts(batch, prompts())) {
            assertThat(embeds.deepstack()).hasSize(2);
            steps.compute(embeds, batch.mask(), batch.positions(3), batch.inBlock());
            try (Step first = steps.step()) {
                cache.replace(steps.past());
                return List.of(logits(first), next(parts, batch, cache));
            }
        }
    }

    private static float[][] next(LanguageParts parts, PaddedBatch batch, KvCache cache) {
        int length = batch.width() + 1;
        long[] mask = new long[LENGTHS.length * length];
        long[] positions = new long[3 * LENGTHS.length];
        for (int row = 0; row < LENGTHS.length; row++) {
            Arrays.fill(mask, (row + 1) * length - 1 - LENGTHS[row], (row + 1) * length, 1);
            for (int axis = 0; axis < 3; axis++) {
                positions[axis * LENGTHS.length + row] = LENGTHS[row];
            }
        }
        try (Embeddings embeds = parts.embedder().next(new long[] {31, 32, 33})) {
            return cache.extend(embeds, mask, positions);
        }
    }

    @Test
    void rowsComputedApartGiveWhatTheBatchGives() {
        try (LanguageParts parts = parts()) {
            PaddedBatch batch = new PaddedBatch(prompts(), 0);
            List<float[][]> together = together(parts, batch);
            List<float[][]> apart = apart(parts, batch);
            for (int step = 0; step < together.size(); step++) {
                for (int row = 0; row < LENGTHS.length; row++) {
                    assertThat(apart.get(step)[row]).containsExactly(together.get(step)[row], CLOSE);
                }
            }
        }
    }
}
