package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.InferenceException;

/**
 * The best token of a row of logits.
 *
 * @param token its id, the lowest among equals
 * @param gap its logit less the second best
 */
record GreedyChoice(int token, float gap) {

    static GreedyChoice of(float[] logits) {
        int best = -1;
        float first = Float.NEGATIVE_INFINITY;
        float second = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length; i++) {
            if (logits[i] > first) {
                second = first;
                first = logits[i];
                best = i;
            } else if (logits[i] > second) {
                second = logits[i];
            }
        }
        if (best < 0) {
            throw new InferenceException("no logit is a number; if the graph is fp16, use its fp32 files", null);
        }
        return new GreedyChoice(best, first - second);
    }
}
