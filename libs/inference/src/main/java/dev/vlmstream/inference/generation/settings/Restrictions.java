package dev.vlmstream.inference.generation.settings;

import java.util.List;
import java.util.OptionalInt;

/**
 * What keeps an answer from certain tokens.
 *
 * @param repetitionPenalty divides the positive and multiplies the negative scores of tokens that occur already (Keskar et
 *     al. 2019, arXiv 1909.05858); 1 leaves them alone
 * @param noRepeatNgramSize n-grams of this size occur once; 0: any number of times
 * @param badWords sequences of tokens that must not occur
 * @param suppressed tokens that must not occur
 * @param suppressedAtBegin tokens that must not be the first
 * @param forcedFirst the token that must follow a prompt of one token, as decoders begin with that an encoder reads for; none:
 *     nothing is forced
 * @param seePrompt whether what stands in the prompt counts as having occurred. In transformers it does if a model's
 *     {@code generate} is given the prompt's ids, and does not if it is given embeddings alone, as LAVIS does for BLIP
 */
public record Restrictions(
        float repetitionPenalty,
        int noRepeatNgramSize,
        List<List<Integer>> badWords,
        List<Integer> suppressed,
        List<Integer> suppressedAtBegin,
        OptionalInt forcedFirst,
        boolean seePrompt) {

    public static final Restrictions NONE = penalty(1);

    public Restrictions {
        if (!(repetitionPenalty > 0) || Float.isInfinite(repetitionPenalty)) {
            throw new IllegalArgumentException("repetition_penalty is " + repetitionPenalty + ", must be above 0");
        }
        if (noRepeatNgramSize < 0) {
            throw new IllegalArgumentException("no_repeat_ngram_size is " + noRepeatNgramSize + ", must be 0 or more");
        }
        badWords = badWords.stream().map(List::copyOf).toList();
        if (badWords.contains(List.<Integer>of())) {
            throw new IllegalArgumentException("bad_words_ids has an empty sequence");
        }
        suppressed = List.copyOf(suppressed);
        suppressedAtBegin = List.copyOf(suppressedAtBegin);
    }

    public static Restrictions penalty(float repetitionPenalty) {
        return new Restrictions(repetitionPenalty, 0, List.of(), List.of(), List.of(), OptionalInt.empty(), true);
    }

    public Restrictions withSeePrompt(boolean sees) {
        return new Restrictions(
                repetitionPenalty, noRepeatNgramSize, badWords, suppressed, suppressedAtBegin, forcedFirst, sees);
    }
}
