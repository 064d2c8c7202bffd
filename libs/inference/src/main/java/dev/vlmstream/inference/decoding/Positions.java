package dev.vlmstream.inference.decoding;

/**
 * Places of a prompt's tokens for the position embedding.
 *
 * @param prompt {@code [axes][tokens]}: one axis for most models, three (time, height, width) for M-RoPE
 * @param next the place, on every axis, of the first token after the prompt
 */
public record Positions(long[][] prompt, long next) {
    public Positions {
        for (long[] axis : prompt) {
            if (axis.length != prompt[0].length) {
                throw new IllegalArgumentException(
                        "axes of positions have " + prompt[0].length + " and " + axis.length + " tokens");
            }
        }
    }

    /** 0, 1, 2, … on one axis. */
    public static Positions counted(int tokens) {
        return counted(0, tokens);
    }

    /** As {@link #counted(int)}, from another number on. */
    public static Positions counted(long first, int tokens) {
        long[] places = new long[tokens];
        for (int i = 0; i < tokens; i++) {
            places[i] = first + i;
        }
        return new Positions(new long[][] {places}, first + tokens);
    }

    boolean sameAt(int token, Positions other) {
        for (int axis = 0; axis < prompt.length; axis++) {
            if (prompt[axis][token] != other.prompt[axis][token]) {
                return false;
            }
        }
        return true;
    }
}
