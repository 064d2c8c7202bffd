package dev.vlmstream.inference.generation;

import dev.vlmstream.inference.InferenceException;

/**
 * The token that comes next.
 *
 * @param gap the best score less the second best, whether or not the best was taken
 */
public record TokenChoice(int token, float gap) {

    /** The best token, the lowest id among equals. */
    static TokenChoice best(float[] scores) {
        int best = -1;
        float first = Float.NEGATIVE_INFINITY;
        float second = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] > first) {
                second = first;
                first = scores[i];
                best = i;
            } else if (scores[i] > second) {
                second = scores[i];
            }
        }
        if (best < 0) {
            throw new InferenceException(
                    "no token is left: every logit is forbidden by the generation settings or is no number;"
                            + " if the graph is fp16, use its fp32 files",
                    null);
        }
        return new TokenChoice(best, first - second);
    }
}
