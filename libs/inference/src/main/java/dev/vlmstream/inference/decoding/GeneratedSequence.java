package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.VisionLanguageModel.Generation;
import dev.vlmstream.inference.generation.TokenRules;
import dev.vlmstream.inference.generation.TokenRules.TokenChoice;
import dev.vlmstream.inference.generation.TokenSequence;
import java.util.Arrays;
import java.util.function.IntFunction;

/** One sequence while it grows by its own rules, whatever else is in the batch. */
public final class GeneratedSequence {

    private final EmbeddedPrompt prompt;
    private final TokenRules rules;
    private final PromptLookup lookup;
    private TokenSequence sequence;
    private boolean ended;
    private float minGap = Float.POSITIVE_INFINITY;
    private int reusedTokens;
    private int proposedTokens;
    private int acceptedTokens;
    private double secondsToFirstToken;
    private double seconds;

    public GeneratedSequence(EmbeddedPrompt prompt, TokenRules rules) {
        this.prompt = prompt;
        this.rules = rules;
        this.lookup = new PromptLookup(prompt.inputIds());
        this.sequence = rules.start();
    }

    /**
     * Takes the token that comes next.
     *
     * @param logits changed
     */
    void advance(float[] logits, double secondsSoFar) {
        TokenChoice choice = rules.choose(sequence, logits);
        sequence = sequence.plus(choice.token());
        lookup.add(choice.token());
        minGap = Math.min(minGap, choice.gap());
        ended = rules.ended(sequence);
        seconds = secondsSoFar;
        if (sequence.generated() == 1) {
            secondsToFirstToken = secondsSoFar;
        }
    }

    /** Tokens that may come after the last one; none where the next one is drawn, which guesses rarely meet. */
    int[] guess() {
        return rules.greedy() ? lookup.guess(rules.most() - sequence.generated() - 1) : new int[0];
    }

    /**
     * Takes the tokens that come next: one, and another one for as long as they are those that were guessed.
     *
     * @param logits after the last token and each of the guessed ones; changed
     * @return how many came
     */
    int advance(int[] guess, IntFunction<float[]> logits, double secondsSoFar) {
        int came = 0;
        do {
            advance(logits.apply(came), secondsSoFar);
            came++;
        } while (!done() && came <= guess.length && last() == guess[came - 1]);
        proposedTokens += guess.length;
        acceptedTokens += came - 1;
        return came;
    }

    /** Tells how many of the prompt's tokens had been computed for another. */
    void reuses(int tokens) {
        reusedTokens = tokens;
    }

    boolean done() {
        return ended || sequence.generated() >= rules.most();
    }

    int last() {
        return sequence.last();
    }

    /** The place of the last token among the row's tokens. */
    long lastPosition() {
        return prompt.positions().next() + sequence.generated() - 1;
    }

    /** What it answers. */
    public EmbeddedPrompt prompt() {
        return prompt;
    }

    public int[] tokenIds() {
        return sequence.answer();
    }

    /**
     * The answer as it is now.
     *
     * @param text of {@link #tokenIds}
     * @param inputIds the whole prompt's
     */
    public Generation answer(String text, int[] inputIds) {
        return new Generation(
                text,
                tokenIds(),
                inputIds,
                !ended,
                minGap,
                reusedTokens,
                proposedTokens,
                acceptedTokens,
                secondsToFirstToken,
                seconds);
    }

    /**
     * Guesses how an answer continues: as its prompt, or the answer itself, continued where its last tokens occurred before (prompt
     * lookup, Saxena 2023). That is right where an answer copies, such as a name from a list of classes.
     *
     * <p>A step that computes guesses takes longer by their share, whether or not they are right, so an answer has to earn them. Looking up
     * costs next to nothing: a guess is made for every token and compared with the one that came, and a step computes the more of them
     * the more were right in a row. After a wrong one, none are computed until others would have been right.
     */
    static final class PromptLookup {

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
}
