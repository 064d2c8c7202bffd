package dev.vlmstream.inference.decoding;

/**
 * What a step is to give besides the keys and values.
 *
 * @param everyPosition logits at every new position, not only at the last
 * @param hiddenStates the last layer's states (after the final norm) at every new position
 */
public record Wanted(boolean everyPosition, boolean hiddenStates) {

    /** Logits at the last position: what choosing the next token takes. */
    public static final Wanted LAST_LOGITS = new Wanted(false, false);

    public static final Wanted ALL_LOGITS = new Wanted(true, false);

    public static final Wanted HIDDEN_STATES = new Wanted(false, true);
}
