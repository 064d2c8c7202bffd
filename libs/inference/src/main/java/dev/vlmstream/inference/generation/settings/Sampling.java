package dev.vlmstream.inference.generation.settings;

import dev.vlmstream.inference.generation.Draws;

/**
 * How tokens are drawn. The distribution is transformers', the stream of random numbers is {@link Draws}.
 *
 * @param temperature divides the logits; above 0
 * @param topK only this many best tokens (and those as good as the last of them); 0: all
 * @param topP only the best tokens whose probabilities reach this sum (nucleus: Holtzman et al. 2020, arXiv 1904.09751); 1: all
 * @param minP only tokens at least so likely, as a share of the likeliest's probability; 0: all
 * @param typicalP only the most typical tokens whose probabilities reach this sum (Meister et al. 2022, arXiv 2202.00666); 1:
 *     all
 * @param seed of the stream
 */
public record Sampling(double temperature, int topK, double topP, double minP, double typicalP, long seed) {

    /** What transformers takes where nothing else is said: sampling cuts at 50 unless told not to. */
    public static final int DEFAULT_TOP_K = 50;

    public Sampling {
        if (!(temperature > 0) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException(
                    "temperature is " + temperature + ", must be above 0; for greedy answers set do_sample to false");
        }
        if (topK < 0) {
            throw new IllegalArgumentException("top_k is " + topK + ", must be 1 or more, or 0 for all tokens");
        }
        share("top_p", topP);
        share("min_p", minP);
        share("typical_p", typicalP);
        if (typicalP == 0) {
            throw new IllegalArgumentException("typical_p is 0, must be above 0");
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be from 0 to 1");
        }
    }

    public static Sampling seeded(long seed) {
        return new Sampling(1, DEFAULT_TOP_K, 1, 0, 1, seed);
    }

    public Sampling withSeed(long other) {
        return new Sampling(temperature, topK, topP, minP, typicalP, other);
    }
}
