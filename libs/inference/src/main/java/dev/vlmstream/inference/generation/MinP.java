package dev.vlmstream.inference.generation;

/**
 * As transformers' {@code MinPLogitsWarper}: tokens go whose probability is below a share of the likeliest's.
 *
 * @param least how many of the best stay in any case
 */
record MinP(double share, int least) implements LogitsProcessor {

    @Override
    public void apply(TokenSequence sequence, float[] scores) {
        float[] probabilities = Softmax.probabilities(scores);
        int[] ids = Ascending.possible(scores, scores);
        float bar = ids.length == 0 ? 0 : (float) share * probabilities[ids[ids.length - 1]];
        for (int i = 0; i < ids.length - least; i++) {
            if (probabilities[ids[i]] < bar) {
                scores[ids[i]] = FORBIDDEN;
            }
        }
    }
}
