package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.onnx.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Greedy decoding of a static batch. Rows that have ended leave the batch as soon as they end where the KV cache lies in the
 * CPU's memory; on a GPU they are computed on and ignored.
 */
public final class GreedySearch {

    private final Embedder embedder;
    private final Decoder decoder;
    private final int padToken;

    public GreedySearch(Embedder embedder, Decoder decoder, int padToken) {
        this.embedder = embedder;
        this.decoder = decoder;
        this.padToken = padToken;
    }

    /** The logits after each prompt. */
    public float[][] nextTokenLogits(List<EmbeddedPrompt> prompts) {
        PaddedBatch batch = new PaddedBatch(prompts, padToken);
        try (KvCache cache = decoder.start(prompts.size())) {
            return prefill(cache, batch, prompts);
        }
    }

    /**
     * Continues answers that have nothing yet, each by its own rules, until all are done.
     *
     * @param started {@link System#nanoTime()} from which the answers' seconds count
     */
    public void complete(List<Answer> answers, long started) {
        List<EmbeddedPrompt> prompts = answers.stream().map(Answer::prompt).toList();
        PaddedBatch batch = new PaddedBatch(prompts, padToken);
        try (KvCache cache = decoder.start(prompts.size())) {
            int[] rows = IntStream.range(0, prompts.size()).toArray();
            float[][] logits = prefill(cache, batch, prompts);
            for (int generated = 1; ; generated++) {
                advance(answers, rows, logits, started);
                int[] open = open(answers, rows);
                if (open.length == 0) {
                    return;
                }
                rows = shrink(cache, rows, open);
                logits = step(cache, batch, answers, rows, generated);
            }
        }
    }

    private float[][] prefill(KvCache cache, PaddedBatch batch, List<EmbeddedPrompt> prompts) {
        try (Tensor embeds = embedder.prompts(batch, prompts)) {
            return cache.extend(embeds, batch.mask(), batch.positions(decoder.positionAxes()));
        }
    }

    private static void advance(List<Answer> answers, int[] rows, float[][] logits, long started) {
        double seconds = (System.nanoTime() - started) / 1e9;
        for (int i = 0; i < rows.length; i++) {
            Answer answer = answers.get(rows[i]);
            if (!answer.done()) {
                answer.advance(logits[i], seconds);
            }
        }
    }

    /** Indexes into {@code rows} of those that go on. */
    private static int[] open(List<Answer> answers, int[] rows) {
        return IntStream.range(0, rows.length)
                .filter(i -> !answers.get(rows[i]).done())
                .toArray();
    }

    private static int[] shrink(KvCache cache, int[] rows, int[] open) {
        if (open.length == rows.length || !cache.onCpu()) {
            return rows;
        }
        cache.select(open);
        return IntStream.of(open).map(i -> rows[i]).toArray();
    }

    private float[][] step(KvCache cache, PaddedBatch batch, List<Answer> answers, int[] rows, int generated) {
        long[] tokens = new long[rows.length];
        int axes = decoder.positionAxes();
        long[] positions = new long[axes * rows.length];
        for (int i = 0; i < rows.length; i++) {
            tokens[i] = answers.get(rows[i]).last();
            for (int axis = 0; axis < axes; axis++) {
                positions[axis * rows.length + i] = answers.get(rows[i]).lastPosition();
            }
        }
        try (Tensor embeds = embedder.next(tokens)) {
            return cache.extend(embeds, batch.mask(rows, generated), positions);
        }
    }
}
