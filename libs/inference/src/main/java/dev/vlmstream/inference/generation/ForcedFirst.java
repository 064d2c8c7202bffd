package dev.vlmstream.inference.generation;

import java.util.Arrays;

/** As transformers' {@code ForcedBOSTokenLogitsProcessor}: after a single token, nothing else is possible. */
record ForcedFirst(int token) implements LogitsProcessor {

    @Override
    public void apply(TokenSequence sequence, float[] scores) {
        if (sequence.length() == 1) {
            Arrays.fill(scores, FORBIDDEN);
            if (token < scores.length) {
                scores[token] = 0;
            }
        }
    }
}
