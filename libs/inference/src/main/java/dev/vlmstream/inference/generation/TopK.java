package dev.vlmstream.inference.generation;

/** As transformers' {@code TopKLogitsWarper}: whatever is as good as the k-th stays. */
record TopK(int k) implements LogitsProcessor {

    @Override
    public void apply(TokenSequence sequence, float[] scores) {
        float last = Largest.of(scores, k).last();
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] < last) {
                scores[i] = FORBIDDEN;
            }
        }
    }
}
