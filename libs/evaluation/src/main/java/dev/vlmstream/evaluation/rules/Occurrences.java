package dev.vlmstream.evaluation.rules;

import org.jspecify.annotations.Nullable;

/**
 * Where a word stands in a text, from left to right, overlapping ones too, in time that is linear in both (D. Knuth, J.
 * Morris, V. Pratt, "Fast Pattern Matching in Strings", 1977). String's own search, the faster one for short words, takes
 * the product of the lengths at worst.
 */
public final class Occurrences {
    private static final int SHORT = 64;

    private final String text;
    private final String word;
    /** For each beginning of the word, how much of it is known to match after a mismatch; null: the word is short. */
    private final int @Nullable [] fallback;

    private int at;
    private int matched;

    Occurrences(String text, String word) {
        this.text = text;
        this.word = word;
        this.fallback = word.length() <= SHORT || word.length() > text.length() ? null : fallback(word);
    }

    public static boolean in(String text, String word) {
        return new Occurrences(text, word).next() >= 0;
    }

    /** Where the word stands last; −1 if nowhere. */
    public static int last(String text, String word) {
        if (word.length() <= SHORT) {
            return text.lastIndexOf(word);
        }
        Occurrences all = new Occurrences(text, word);
        int last = -1;
        for (int found = all.next(); found >= 0; found = all.next()) {
            last = found;
        }
        return last;
    }

    /** Where the word stands next; −1 if nowhere any more. */
    int next() {
        if (word.length() > text.length()) {
            return -1;
        }
        if (fallback == null) {
            int found = text.indexOf(word, at);
            at = found < 0 ? text.length() + 1 : found + 1;
            return found;
        }
        while (at < text.length()) {
            matched = extended(text.charAt(at), matched, word, fallback);
            at++;
            if (matched == word.length()) {
                matched = fallback[matched - 1];
                return at - word.length();
            }
        }
        return -1;
    }

    private static int[] fallback(String word) {
        int[] fallback = new int[word.length()];
        for (int i = 1; i < word.length(); i++) {
            fallback[i] = extended(word.charAt(i), fallback[i - 1], word, fallback);
        }
        return fallback;
    }

    /** How much of the word's beginning matches after one more character. */
    private static int extended(char c, int before, String word, int[] fallback) {
        int matched = before;
        while (matched > 0 && word.charAt(matched) != c) {
            matched = fallback[matched - 1];
        }
        return word.charAt(matched) == c ? matched + 1 : 0;
    }
}
