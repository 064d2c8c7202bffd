package dev.vlmstream.inference.generation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Changes the scores of the tokens that might come next: logits, or log-probabilities in beam search. */
interface LogitsProcessor {

    /** What forbids a token. */
    float FORBIDDEN = Float.NEGATIVE_INFINITY;

    /** @param scores one for each word of the vocabulary, changed in place */
    void apply(TokenSequence sequence, float[] scores);

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

    /** As transformers' {@code NoRepeatNGramLogitsProcessor}: forbids what would end an n-gram that is there already. */
    record NoRepeatNgram(int size) implements LogitsProcessor {

        @Override
        public void apply(TokenSequence sequence, float[] scores) {
            int context = size - 1;
            int last = sequence.length() - context;
            for (int start = 0; start + context < sequence.length(); start++) {
                int next = sequence.get(start + context);
                if (next < scores.length && sequence.same(start, last, context)) {
                    scores[next] = FORBIDDEN;
                }
            }
        }
    }

    /** As transformers' {@code NoBadWordsLogitsProcessor}: forbids what would complete a sequence. */
    record BadWords(List<List<Integer>> words) implements LogitsProcessor {

        /** Leaves out single end tokens, which must stay possible. */
        static BadWords of(List<List<Integer>> words, List<Integer> endTokens) {
            return new BadWords(words.stream()
                    .filter(word -> word.size() > 1 || !endTokens.contains(word.get(0)))
                    .toList());
        }

        @Override
        public void apply(TokenSequence sequence, float[] scores) {
            for (List<Integer> word : words) {
                int last = word.get(word.size() - 1);
                if (last < scores.length && begun(word, sequence)) {
                    scores[last] = FORBIDDEN;
                }
            }
        }

        /** A word longer than what is there is not looked at, even if all but its end could fit: so does transformers. */
        private static boolean begun(List<Integer> word, TokenSequence sequence) {
            int context = word.size() - 1;
            if (context > 0 && word.size() > sequence.length()) {
                return false;
            }
            for (int i = 0; i < context; i++) {
                if (sequence.get(sequence.length() - context + i) != word.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

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

    /** As transformers' {@code TemperatureLogitsWarper}. */
    record Temperature(float temperature) implements LogitsProcessor {

        @Override
        public void apply(TokenSequence sequence, float[] scores) {
            for (int i = 0; i < scores.length; i++) {
                scores[i] /= temperature;
            }
        }
    }

    /** As transformers' {@code TopKLogitsWarper}: whatever is as good as the k-th stays. */
    record TopK(int k) implements LogitsProcessor {

        @Override
        public void apply(TokenSequence sequence, float[] scores) {
            float last = LargestValues.of(scores, k).last();
            for (int i = 0; i < scores.length; i++) {
                if (scores[i] < last) {
                    scores[i] = FORBIDDEN;
                }
            }
        }
    }

    /**
     * As transformers' {@code TopPLogitsWarper}: from the least likely on, tokens go while their sum is at most 1 − p.
     *
     * @param least how many of the best stay in any case
     */
    record TopP(double p, int least) implements LogitsProcessor {

        @Override
        public void apply(TokenSequence sequence, float[] scores) {
            float[] probabilities = Softmax.probabilities(scores);
            int[] ids = possible(scores, scores);
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

    /**
     * As transformers' {@code MinPLogitsWarper}: tokens go whose probability is below a share of the likeliest's.
     *
     * @param least how many of the best stay in any case
     */
    record MinP(double share, int least) implements LogitsProcessor {

        @Override
        public void apply(TokenSequence sequence, float[] scores) {
            float[] probabilities = Softmax.probabilities(scores);
            int[] ids = possible(scores, scores);
            float bar = ids.length == 0 ? 0 : (float) share * probabilities[ids[ids.length - 1]];
            for (int i = 0; i < ids.length - least; i++) {
                if (probabilities[ids[i]] < bar) {
                    scores[ids[i]] = FORBIDDEN;
                }
            }
        }
    }

    /**
     * As transformers' {@code TypicalLogitsWarper}: tokens stay in the order of how near their surprise is to the expected one,
     * until their probabilities reach a sum.
     *
     * @param least how many of the most typical stay in any case
     */
    record TypicalP(double mass, int least) implements LogitsProcessor {

        @Override
        public void apply(TokenSequence sequence, float[] scores) {
            float[] probabilities = Softmax.probabilities(scores);
            float[] strangeness = strangeness(scores, probabilities);
            int[] ids = possible(scores, strangeness);
            int last = 0;
            double sum = 0;
            for (; last < ids.length - 1; last++) {
                sum += probabilities[ids[last]];
                if ((float) sum >= (float) mass) {
                    break;
                }
            }
            float bar = ids.length == 0 ? 0 : strangeness[ids[last]];
            for (int i = least; i < ids.length; i++) {
                if (strangeness[ids[i]] > bar) {
                    scores[ids[i]] = FORBIDDEN;
                }
            }
        }

        private static float[] strangeness(float[] scores, float[] probabilities) {
            float[] logs = Softmax.logProbabilities(scores);
            double entropy = 0;
            for (int i = 0; i < logs.length; i++) {
                entropy -= probabilities[i] > 0 ? (double) logs[i] * probabilities[i] : 0;
            }
            float[] strangeness = new float[logs.length];
            for (int i = 0; i < logs.length; i++) {
                strangeness[i] = Math.abs(-logs[i] - (float) entropy);
            }
            return strangeness;
        }
    }

    /** The tokens whose score is not forbidden, by ascending key, the lower id first among equals. */
    private static int[] possible(float[] scores, float[] keys) {
        long[] packed = new long[scores.length];
        int count = 0;
        for (int id = 0; id < scores.length; id++) {
            if (scores[id] > LogitsProcessor.FORBIDDEN) {
                packed[count++] = (long) sortable(keys[id]) << Integer.SIZE | id;
            }
        }
        Arrays.sort(packed, 0, count);
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = (int) packed[i];
        }
        return ids;
    }

    /** An integer with the order of the number; both zeros are equal. */
    private static int sortable(float key) {
        int bits = Float.floatToIntBits(key + 0f);
        return bits ^ (bits >> Integer.SIZE - 1 & Integer.MAX_VALUE);
    }
}
