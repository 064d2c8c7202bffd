package dev.vlmstream.evaluation.rules;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The rules by name; a score says for each that applies whether the answer is right under it. */
public enum Rule {
    /** The study's: {@link Rules#labelIncluded}. */
    LABEL_INCLUSION("label-inclusion"),
    /** {@link Rules#wordIncluded}. */
    WORD_INCLUSION("word-inclusion"),
    /** {@link Rules#exact}. */
    EXACT("exact"),
    /** {@link Rules#multipleChoice} gives the right letter. */
    MCQ("mcq"),
    /** The label is first in the ranking. */
    TOP1("top1"),
    /** The label is among the first five of the ranking. */
    TOP5("top5");

    private final String id;

    Rule(String id) {
        this.id = id;
    }

    /** The name used in scores, metrics, exports and on the command line. */
    public String id() {
        return id;
    }

    /** @throws IllegalArgumentException if there is no such rule; the message lists the known ones */
    public static Rule of(String id) {
        return Arrays.stream(values())
                .filter(rule -> rule.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown rule '" + id + "'; known rules: "
                        + Arrays.stream(values()).map(Rule::id).collect(Collectors.joining(", "))));
    }
}
