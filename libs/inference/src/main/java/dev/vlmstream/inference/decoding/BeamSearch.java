package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.GenerationOptions.BeamSettings;
import dev.vlmstream.inference.VisionLanguageModel.Beam;
import dev.vlmstream.inference.generation.BeamState;
import dev.vlmstream.inference.generation.TokenRules;
import java.util.Arrays;
import java.util.List;

/** Beam search, one prompt at a time: its beams are the rows of one cache, which share the prompt's prefill. */
public record BeamSearch(Embedder embedder, Decoder decoder, int padToken) {
    /**
     * What a search found.
     *
     * @param beams best first
     * @param gap the best beam's score less the second best's
     * @param secondsToFirstToken from the start to the first candidates
     */
    public record Found(List<Beam> beams, float gap, double secondsToFirstToken, double seconds) {}

    public Found search(EmbeddedPrompt prompt, TokenRules rules, BeamSettings settings) {
        long started = System.nanoTime();
        BeamState state = new BeamState(rules, settings);
        try (KvCache cache = decoder.start(List.of(prompt))) {
            state.advance(prefill(cache, prompt));
            double first = since(started);
            while (!state.done()) {
                cache.select(state.rows());
                state.advance(step(cache, prompt, state));
            }
            return new Found(state.best(), state.gap(), first, since(started));
        }
    }

    private static double since(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    private float[][] prefill(KvCache cache, EmbeddedPrompt prompt) {
        PaddedBatch batch = new PaddedBatch(List.of(prompt), padToken);
        try (Embeddings embeds = embedder.prompts(batch, List.of(prompt))) {
            return cache.extend(embeds, batch);
        }
    }

    private float[][] step(KvCache cache, EmbeddedPrompt prompt, BeamState state) {
        long[] tokens = state.tokens();
        long[] mask = new long[tokens.length * (cache.length() + 1)];
        Arrays.fill(mask, 1);
        long[] positions = new long[decoder.positionAxes() * tokens.length];
        Arrays.fill(positions, prompt.positions().next() + state.generated() - 1);
        try (Embeddings embeds = embedder.next(tokens)) {
            return cache.extend(embeds, mask, positions);
        }
    }
}
