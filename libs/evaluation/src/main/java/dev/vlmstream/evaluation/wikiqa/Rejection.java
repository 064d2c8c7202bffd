package dev.vlmstream.evaluation.wikiqa;

import dev.vlmstream.evaluation.Named;
import java.util.Arrays;

/** Why a model's reply, or a question in it, cannot be used. */
public enum Rejection implements Named {
    /** The model declined. */
    REFUSED("the reply was a refusal"),
    /** Nor is there any between fences or braces. */
    NO_JSON("the reply was not JSON"),
    /** Neither under {@code questions} nor under another key. */
    NO_LIST("the reply had no list of questions"),
    /** A field is missing, empty or of another type. */
    MALFORMED("a question lacked a field, or a field was of another type"),
    NUMBER_OF_CHOICES("a question did not have exactly four choices"),
    SAME_CHOICES("a question had the same choice twice"),
    ANSWER_OUT_OF_RANGE("an answer was neither a whole number from 0 to 3 nor a letter from A to D"),
    NAMES_CLASS("a question named the object"),
    REPEATS("a question was there before"),
    SURPLUS("there were far more questions than asked for");

    private final String words;

    Rejection(String words) {
        this.words = words;
    }

    /** For whoever is asked again. */
    public String words() {
        return words;
    }

    /** @throws IllegalArgumentException if there is none of that id */
    public static Rejection of(String id) {
        return Arrays.stream(values())
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no reason \"" + id + "\""));
    }
}
