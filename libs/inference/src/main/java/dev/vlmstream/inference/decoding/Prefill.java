package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.decoding.Step.StepOutputs;
import java.util.List;
import java.util.Optional;

/** Whole prompts, computed in one step: the cache to continue from and what the step gave. */
public final class Prefill implements AutoCloseable {

    private final List<EmbeddedPrompt> prompts;
    private final PaddedBatch batch;
    private final KvCache cache;
    private final Step step;

    private Prefill(
            Embedder embedder,
            Decoder decoder,
            List<EmbeddedPrompt> prompts,
            PaddedBatch batch,
            KvTensors before,
            StepOutputs wanted) {
        this.prompts = prompts;
        this.batch = batch;
        this.cache = decoder.start(before);
        try (Embeddings embeds = embedder.prompts(batch, prompts)) {
            this.step = cache.step(embeds, batch, wanted);
        } catch (RuntimeException e) {
            cache.close();
            throw e;
        }
    }

    /**
     * Computes whole prompts together.
     *
     * @param padToken fills shorter rows; nothing attends to it
     */
    public static Prefill of(
            Embedder embedder, Decoder decoder, int padToken, List<EmbeddedPrompt> prompts, StepOutputs wanted) {
        PaddedBatch batch = new PaddedBatch(prompts, padToken);
        return new Prefill(embedder, decoder, prompts, batch, decoder.empty(prompts), wanted);
    }

    /** Computes one prompt from where the prefix cache leaves off, to the logits at its last position. */
    public static Prefill of(
            Embedder embedder, Decoder decoder, int padToken, PrefixCache prefixes, EmbeddedPrompt prompt) {
        Optional<KvRow> known = prefixes.find(prompt);
        KvTensors before = known.map(row -> KvTensors.copy(List.of(row), row.length()))
                .orElseGet(() -> decoder.empty(List.of(prompt)));
        int[] computed = {known.map(KvRow::length).orElse(0)};
        PaddedBatch batch = new PaddedBatch(List.of(prompt), computed, padToken);
        Prefill prefill = new Prefill(embedder, decoder, List.of(prompt), batch, before, StepOutputs.LAST_LOGITS);
        if (known.isEmpty()) {
            prefixes.keep(prompt, KvRow.of(prefill.cache.past(), 0, batch.spans(0)));
        }
        return prefill;
    }

    /** The prompts' keys and values, for {@link KvCache#branch}. */
    public KvCache cache() {
        return cache;
    }

    /** The logits at a prompt's last position but {@code back}. */
    public float[] logits(int row, int back) {
        return step.logits(row, batch.width() - 1 - back);
    }

    /** The hidden state at one of a prompt's own positions. */
    public float[] hidden(int row, int position) {
        return step.hidden(row, batch.width() - prompts.get(row).inputIds().length + position);
    }

    @Override
    public void close() {
        step.close();
        cache.close();
    }
}
