package dev.vlmstream.inference.generation;

/** Changes the scores of the tokens that might come next: logits, or log-probabilities in beam search. */
interface LogitsProcessor {

    /** What forbids a token. */
    float FORBIDDEN = Float.NEGATIVE_INFINITY;

    /** @param scores one for each word of the vocabulary, changed in place */
    void apply(TokenSequence sequence, float[] scores);
}
