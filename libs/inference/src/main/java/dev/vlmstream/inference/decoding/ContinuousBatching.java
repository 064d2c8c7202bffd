package dev.vlmstream.inference.decoding;

import java.util.List;

/**
 * Continues answers side by side in a number of slots; a slot freed by a finished answer takes the next without waiting for
 * the others (Yu et al. 2022, Orca). Prompts are read apart from the running answers and then join them.
 */
public final class ContinuousBatching {

    /** The most for keys and values of prompts that have been read before a slot is free. */
    private static final long AHEAD_BYTES = 64L << 20;

    private final Embedder embedder;
    private final Decoder decoder;
    private final int padToken;
    private final PromptReader reader;
    private final int slots;

    /**
     * @param padToken fills a batch's shorter rows; nothing attends to it
     * @param prefixes whoever made it closes it
     * @param slots how many answers grow side by side
     */
    public ContinuousBatching(Embedder embedder, Decoder decoder, int padToken, PrefixCache prefixes, int slots) {
        this.embedder = embedder;
        this.decoder = decoder;
        this.padToken = padToken;
        this.reader = new PromptReader(embedder, decoder, padToken, prefixes);
        this.slots = slots;
    }

    /** Continues answers that have nothing yet, each by its own rules, until all are done. */
    public void complete(List<GeneratedSequence> answers) {
        try (RunningBatch running = new RunningBatch(embedder, decoder);
                ReadAhead waiting = new ReadAhead(reader, decoder.bytesPerPosition(), AHEAD_BYTES, answers)) {
            while (!waiting.isEmpty() || running.open() > 0) {
                running.arrange(waiting.take(free(running.open())));
                running.step();
            }
        }
    }

    /** Beside rows of which each has many positions of an encoder, one that is behind them would have all copied at each step. */
    private int free(int open) {
        return decoder.cross().isPresent() && open > 0 ? 0 : slots - open;
    }

    /** The logits after a prompt, read by itself. */
    public float[] nextTokenLogits(EmbeddedPrompt prompt) {
        PaddedBatch batch = new PaddedBatch(List.of(prompt), padToken);
        try (KvCache cache = decoder.start(List.of(prompt));
                Embeddings embeds = embedder.prompts(batch, List.of(prompt))) {
            return cache.extend(embeds, batch)[0];
        }
    }
}
