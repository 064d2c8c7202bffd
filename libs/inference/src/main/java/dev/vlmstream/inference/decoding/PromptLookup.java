package dev.vlmstream.inference.decoding;

import java.util.Arrays;

/**
 * Guesses how an answer continues: as its prompt, or the answer itself, continued where its last tokens occurred before (prompt
 * lookup, Saxena 2023). That is right where an answer copies, such as a name from a list of classes.
 *
 * <p>A step that computes guesses takes longer by their share, whether or not they are right, so an answer has to earn them. Looking up
 * costs next to nothing: a guess is made for every token and compared with the one that came, and a step computes the more of them
 * the more were right in a row. After a wrong one, none are computed until others would have been right.
 */
final class PromptLookup {

    /** More tokens alike hardly make a guess better. */
    private static final int LONGEST_MATCH = 4;
    /** A step of eight tokens takes 1.5 times as long as one of a single token in float32, and 2.6 times as long in q4. */
    static final int MOST = 7;

    private static final int AFTER_WRONG = -1;
    private static final int[] NOTHING = {};

    /** Prompt and answer so far, and room. */
    private int[] ids;

    private int length;
    private int[] guess = NOTHING;
    /** How many guessed tokens may be computed; none below 1. */
    private int earned = 1;

    PromptLookup(int[] prompt) {
        this.ids = Arrays.copyOf(prompt, prompt.length + 16);
        this.length = prompt.length;
    }

    /** The tokens that may come next, no more than have been earned. */
    int[] guess(int most) {
        int count = Math.min(Math.min(guess.length, earned), most);
        return count < 1 ? NOTHING : Arrays.copyOf(guess, count);
    }

    /** Takes the token that came. */
    void add(int token) {
        if (guess.length > 0) {
            earned = guess[0] == token ? more() : AFTER_WRONG;
        }
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, 2 * length);
        }
        ids[length++] = token;
        guess = following();
    }

    private int more() {
        return earned < 0 ? earned + 1 : Math.min(MOST, 2 * earned + 1);
    }

    /** What followed the longest match, the last one of several; where that reaches the end, it repeats. */
    private int[] following() {
        int longest = 0;
        int place = length;
        for (int end = length - 1; end > 0 && longest < LONGEST_MATCH; end--) {
            int match = matchBefore(end);
            if (match > longest) {
                longest = match;
                place = end;
            }
        }
        if (longest == 0) {
            return NOTHING;
        }
        int[] following = new int[MOST];
        for (int i = 0; i < MOST; i++) {
            following[i] = place + i < length ? ids[place + i] : following[place + i - length];
        }
        return following;
    }

    /** How many tokens before a place are those at the end. */
    private int matchBefore(int end) {
        int match = 0;
        while (match < Math.min(end, LONGEST_MATCH) && ids[end - 1 - match] == ids[length - 1 - match]) {
            match++;
        }
        return match;
    }
}
