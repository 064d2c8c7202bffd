package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.generation.TokenRules;
import dev.vlmstream.inference.generation.TokenRules.TokenChoice;
import dev.vlmstream.inference.generation.TokenSequence;

/** One sequence while it grows by its own rules, whatever else is in the batch. */
public final class GeneratedSequence {

    private final EmbeddedPrompt prompt;
    private final TokenRules rules;
    private TokenSequence sequence;
    private boolean ended;
    private float minGap = Float.POSITIVE_INFINITY;
    private int reusedTokens;
    private double secondsToFirstToken;
    private double seconds;

    public GeneratedSequence(EmbeddedPrompt prompt, TokenRules rules) {
        this.prompt = prompt;
        this.rules = rules;
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
        minGap = Math.min(minGap, choice.gap());
        ended = rules.ended(sequence);
        seconds = secondsSoFar;
        if (sequence.generated() == 1) {
            secondsToFirstToken = secondsSoFar;
        }
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

    public double secondsToFirstToken() {
        return secondsToFirstToken;
    }

    public double seconds() {
        return seconds;
    }
}
