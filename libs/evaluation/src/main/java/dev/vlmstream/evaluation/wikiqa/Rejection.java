package dev.vlmstream.evaluation.wikiqa;

import java.util.Arrays;

/** Why a model's reply, or a question in it, cannot be used. */
public enum Rejection {
    /** The model declined. */
    REFUSED("refused", "the reply was a refusal"),
    /** Nor is there any between fences or braces. */
    NO_JSON("no-json", "the reply was not JSON"),
    /** Neither under {@code questions} nor under another key. */
    NO_LIST("no-list", "the reply had no list of questions"),
    /** A field is missing, empty or of another type. */
    MALFORMED("malformed", "a question lacked a field, or a field was of another type"),
    CHOICES("number-of-choices", "a question did not have exactly four choices"),
    SAME_CHOICES("same-choices", "a question had the same choice twice"),
    ANSWER("answer-out-of-range", "an answer was neither a whole number from 0 to 3 nor a letter from A to D"),
    NAMES_CLASS("names-class", "a question named the object"),
    REPEATS("repeats", "a question was there before"),
    SURPLUS("surplus", "there were far more questions than asked for");

    private final String id;
    private final String words;

    Rejection(String id, String words) {
        this.id = id;
        this.words = words;
    }

    /** As counts and provenance name it. */
    public String id() {
        return id;
    }

    /** For whoever is asked again. */
    public String words() {
        return words;
    }

    /** @throws IllegalArgumentException if there is none of that id */
    public static Rejection of(String id) {
        return Arrays.stream(values())
                .filter(one -> one.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no reason \"" + id + "\""));
    }
}
