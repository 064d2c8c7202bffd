package dev.vlmstream.inference.generation;

import java.util.BitSet;

/** As transformers' {@code RepetitionPenaltyLogitsProcessor}: once a token, however often it occurs. */
record RepetitionPenalty(float penalty) implements LogitsProcessor {

    @Override
    public void apply(TokenSequence sequence, float[] scores) {
        BitSet seen = sequence.distinct();
        for (int id = seen.nextSetBit(0); id >= 0 && id < scores.length; id = seen.nextSetBit(id + 1)) {
            scores[id] = scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty;
        }
    }
}
