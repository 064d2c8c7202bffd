package dev.vlmstream.inference.generation;

import java.util.Arrays;
import java.util.List;

/** As transformers' {@code ForcedEOSTokenLogitsProcessor}: at the last place of the longest answer, nothing else is possible. */
record ForcedEnd(List<Integer> tokens, int most) implements LogitsProcessor {

    @Override
    public void apply(TokenSequence sequence, float[] scores) {
        if (sequence.generated() == most - 1) {
            Arrays.fill(scores, FORBIDDEN);
            tokens.forEach(id -> scores[id] = 0);
        }
    }
}
