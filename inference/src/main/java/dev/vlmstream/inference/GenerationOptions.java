package dev.vlmstream.inference;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.GenerationConfig;
import java.util.List;

/**
 * How text is continued. Always greedily: the best token of each step, the lowest id among equals.
 *
 * @param maxNewTokens at most this many tokens, the end token included
 * @param stopTokenIds tokens that end an answer; they are part of its ids
 * @param repetitionPenalty divides the positive and multiplies the negative logits of tokens that already occur in prompt
 *     or answer (Keskar et al. 2019, as transformers computes it); 1 leaves logits alone
 */
public record GenerationOptions(int maxNewTokens, List<Integer> stopTokenIds, float repetitionPenalty) {

    /** The study's limit for open- and closed-world answers. */
    public static final int DEFAULT_MAX_NEW_TOKENS = 64;

    public GenerationOptions {
        if (maxNewTokens < 1) {
            throw new IllegalArgumentException("maxNewTokens is " + maxNewTokens + ", must be 1 or more");
        }
        if (!(repetitionPenalty > 0)) {
            throw new IllegalArgumentException("repetitionPenalty is " + repetitionPenalty + ", must be above 0");
        }
        stopTokenIds = List.copyOf(stopTokenIds);
    }

    /**
     * What the bundle's {@code generation_config.json} says, its {@code config.json} where that says nothing, and {@value
     * #DEFAULT_MAX_NEW_TOKENS} tokens where neither does.
     *
     * @throws BundleException if no end token is known, or the configuration asks for beams or n-gram bans
     */
    public static GenerationOptions of(ModelBundle bundle) {
        return GenerationConfig.read(BundleDirectory.open(bundle.directory()));
    }

    public GenerationOptions withMaxNewTokens(int tokens) {
        return new GenerationOptions(tokens, stopTokenIds, repetitionPenalty);
    }

    public GenerationOptions withStopTokenIds(List<Integer> ids) {
        return new GenerationOptions(maxNewTokens, ids, repetitionPenalty);
    }
}
