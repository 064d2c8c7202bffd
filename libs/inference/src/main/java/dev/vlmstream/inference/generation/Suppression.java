package dev.vlmstream.inference.generation;

import java.util.List;

/**
 * Forbids tokens at the beginning of an answer, or everywhere: transformers' {@code MinLength…}, {@code MinNewTokensLength…},
 * {@code SuppressTokens…} and {@code SuppressTokensAtBeginLogitsProcessor}.
 *
 * @param from the place in the answer from which they are forbidden
 * @param until the place in the answer from which they are allowed
 */
record Suppression(List<Integer> tokens, int from, int until) implements LogitsProcessor {

    static final int ALWAYS = Integer.MAX_VALUE;

    @Override
    public void apply(TokenSequence sequence, float[] scores) {
        if (sequence.generated() >= from && sequence.generated() < until) {
            tokens.stream().filter(id -> id < scores.length).forEach(id -> scores[id] = FORBIDDEN);
        }
    }
}
