package dev.vlmstream.inference.generation;

/**
 * As transformers' {@code TopPLogitsWarper}: from the least likely on, tokens go while their sum is at most 1 − p.
 *
 * @param least how many of the best stay in any case
 */
record TopP(double p, int least) implements LogitsProcessor {

    @Override
    public void apply(TokenSequence sequence, float[] scores) {
        float[] probabilities = Softmax.probabilities(scores);
        int[] ids = Ascending.possible(scores, scores);
        double sum = 0;
        for (int i = 0; i < ids.length - least; i++) {
            sum += probabilities[ids[i]];
            if ((float) sum > (float) (1 - p)) {
                return;
            }
            scores[ids[i]] = FORBIDDEN;
        }
    }
}
