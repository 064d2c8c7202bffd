package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.generation.TokenRules;
import dev.vlmstream.inference.generation.TokenRules.TokenChoice;
import dev.vlmstream.inference.generation.TokenSequence;
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

    /** True if its length ended the answer. */
    public boolean truncated() {
        return !ended;
    }

    public float minGap() {
        return minGap;
    }

    public int reusedTokens() {
        return reusedTokens;
    }

    /** Tokens that were guessed and computed. */
    public int proposedTokens() {
        return proposedTokens;
    }

    /** Tokens that came in a step with others, as one before them had been guessed. */
    public int acceptedTokens() {
        return acceptedTokens;
    }

    public double secondsToFirstToken() {
        return secondsToFirstToken;
    }

    public double seconds() {
        return seconds;
    }
}
