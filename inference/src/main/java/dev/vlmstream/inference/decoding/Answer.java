package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.GenerationOptions;
import java.util.Arrays;
import java.util.BitSet;

/** One sequence while it grows. */
public final class Answer {

    private final EmbeddedPrompt prompt;
    /** The place of the first token of the answer. */
    private final long firstPosition;

    private final GenerationOptions options;
    private final int limit;
    private final BitSet seen = new BitSet();
    private int[] tokens = new int[16];
    private int count;
    private boolean ended;
    private float minGap = Float.POSITIVE_INFINITY;
    private int reusedTokens;
    private double secondsToFirstToken;
    private double seconds;

    /** @param longestContext the most positions that the decoder was made for; the answer ends there at the latest */
    public Answer(EmbeddedPrompt prompt, GenerationOptions options, int longestContext) {
        this.prompt = prompt;
        this.firstPosition = prompt.positions().next();
        this.options = options;
        int room = Math.max(1, longestContext - prompt.inputIds().length);
        this.limit = Math.min(options.maxNewTokens(), room);
        for (int id : prompt.inputIds()) {
            seen.set(id);
        }
    }

    /** Takes the best token; changes {@code logits} if there is a repetition penalty. */
    void advance(float[] logits, double secondsSoFar) {
        penalise(logits);
        GreedyChoice choice = GreedyChoice.of(logits);
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * count);
        }
        tokens[count++] = choice.token();
        seen.set(choice.token());
        minGap = Math.min(minGap, choice.gap());
        ended = options.stopTokenIds().contains(choice.token());
        seconds = secondsSoFar;
        if (count == 1) {
            secondsToFirstToken = secondsSoFar;
        }
    }

    private void penalise(float[] logits) {
        float penalty = options.repetitionPenalty();
        if (penalty == 1) {
            return;
        }
        for (int id = seen.nextSetBit(0); id >= 0 && id < logits.length; id = seen.nextSetBit(id + 1)) {
            logits[id] = logits[id] < 0 ? logits[id] * penalty : logits[id] / penalty;
        }
    }

    /** Tells how many of the prompt's tokens had been computed for another. */
    void reuses(int tokens) {
        reusedTokens = tokens;
    }

    boolean done() {
        return ended || count >= limit;
    }

    int last() {
        return tokens[count - 1];
    }

    /** The place of the last token among the row's tokens. */
    long lastPosition() {
        return firstPosition + count - 1;
    }

    /** What it answers. */
    public EmbeddedPrompt prompt() {
        return prompt;
    }

    public int[] tokenIds() {
        return Arrays.copyOf(tokens, count);
    }

    /** True if a limit ended the answer. */
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
