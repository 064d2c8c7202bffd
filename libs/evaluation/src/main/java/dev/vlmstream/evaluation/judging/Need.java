package dev.vlmstream.evaluation.judging;

/**
 * What a rule needs besides the answer's text and the label.
 *
 * @param id the name of the field that brings it: in lines of a file and, where the run brings it, in the manifest
 * @param from who brings it
 */
public record Need(String id, From from) {
    /** Who brings what a rule needs. */
    public enum From {
        /** Every item of the rule's tasks has it. */
        ITEM,
        /** The model's answer is one. */
        ANSWER,
        /** Some runs bring it; the rule is applied to their items alone. */
        RUN,
        /** Some runs bring a file of names for each label; the rule is applied to their items alone. */
        NAMES,
        /** The task's definition has it, if it names the rule. */
        TASK,
        /** A judge service has it loaded. */
        MODEL
    }

    /** The texts of a question's lettered options. */
    public static final Need OPTIONS = new Need("options", From.ITEM);
    /** All answers that people gave, or that count as right. */
    public static final Need ANSWERS = new Need("answers", From.ITEM);
    /** Class names, the likeliest first. */
    public static final Need RANKING = new Need("ranking", From.ANSWER);
    /** Rankings by the sum and by the mean of token log-probabilities. */
    public static final Need LIKELIHOODS = new Need("likelihoods", From.ANSWER);
    /** A letter drawn for the item, taken where an answer names none. */
    public static final Need GUESS = new Need("guess", From.RUN);
    /** What the task's own rule takes of an answer, and what it accepts. */
    public static final Need PATTERN = new Need("pattern", From.TASK);
    /** A model that embeds sentences. */
    public static final Need SENTENCE_ENCODER = new Need("sentence-encoder", From.MODEL);
    /** A model that writes, on this machine or behind an API. */
    public static final Need WRITER = new Need("writer", From.MODEL);

    /**
     * Names that a run brings for each label.
     *
     * @param id the manifest's and the reference's field
     */
    public static Need names(String id) {
        return new Need(id, From.NAMES);
    }

    /** Whether items may lack it; the rule is then not applied to them. */
    public boolean isOptional() {
        return from == From.RUN || from == From.NAMES;
    }

    /** Whether a line of a file can have it. */
    boolean isInLines() {
        return from == From.ITEM || from == From.NAMES || this.equals(RANKING);
    }
}
