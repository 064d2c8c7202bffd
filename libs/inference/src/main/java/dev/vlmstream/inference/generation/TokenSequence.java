package dev.vlmstream.inference.generation;

import java.util.Arrays;
import java.util.BitSet;

/** A prompt, as far as processors see it, and the tokens that follow. Immutable, so that beams can share a beginning. */
public final class TokenSequence {

    private final int[] ids;
    private final int promptLength;

    private TokenSequence(int[] ids, int promptLength) {
        this.ids = ids;
        this.promptLength = promptLength;
    }

    public static TokenSequence of(int... prompt) {
        return new TokenSequence(prompt.clone(), prompt.length);
    }

    public TokenSequence plus(int token) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = token;
        return new TokenSequence(longer, promptLength);
    }

    /** Tokens of prompt and answer. */
    int length() {
        return ids.length;
    }

    int get(int index) {
        return ids[index];
    }

    public int last() {
        return ids[ids.length - 1];
    }

    /** Tokens of the answer so far. */
    public int generated() {
        return ids.length - promptLength;
    }

    public int[] answer() {
        return Arrays.copyOfRange(ids, promptLength, ids.length);
    }

    /** The last tokens, at most this many. */
    int[] tail(int count) {
        return Arrays.copyOfRange(ids, Math.max(0, ids.length - count), ids.length);
    }

    /** Which ids occur. */
    BitSet distinct() {
        BitSet seen = new BitSet();
        for (int id : ids) {
            seen.set(id);
        }
        return seen;
    }

    /** Whether tokens {@code from …} are those at {@code other …}, {@code count} of them. */
    boolean same(int from, int other, int count) {
        return Arrays.equals(ids, from, from + count, ids, other, other + count);
    }
}
