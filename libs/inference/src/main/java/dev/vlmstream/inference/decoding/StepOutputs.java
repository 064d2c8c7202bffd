package dev.vlmstream.inference.decoding;

/**
 * What a step is to give besides the keys and values.
 *
 * @param everyPosition logits at every new position, not only at the last
 * @param hiddenStates the last layer's states (after the final norm) at every new position
 */
public record StepOutputs(boolean everyPosition, boolean hiddenStates) {

    /** Logits at the last position: what choosing the next token takes. */
    public static final StepOutputs LAST_LOGITS = new StepOutputs(false, false);

    public static final StepOutputs ALL_LOGITS = new StepOutputs(true, false);

    public static final StepOutputs HIDDEN_STATES = new StepOutputs(false, true);
}
