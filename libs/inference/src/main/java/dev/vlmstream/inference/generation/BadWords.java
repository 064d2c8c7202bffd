package dev.vlmstream.inference.generation;

import java.util.List;

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
