package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.Named;

/** The rules by name; a score says for each that applies whether the answer is right under it. */
public enum Rule implements Named {
    /** The study's: {@link Rules#labelIncluded}. */
    LABEL_INCLUSION("label-inclusion"),
    /** {@link Rules#wordIncluded}. */
    WORD_INCLUSION("word-inclusion"),
    /** {@link Rules#exact}. */
    EXACT("exact"),
    /** The study's with other names: {@link Rules#synonymIncluded}. */
    SYNONYMS("synonyms"),
    /** {@link Rules#multipleChoice} gives the right letter. */
    MCQ("mcq"),
    /** {@link Rules#multipleChoice}, and where it finds no letter one that was drawn before: MMMU's way, and the study's. */
    MCQ_GUESS("mcq-guess"),
    /** {@link VqaAccuracy}: part credit for what some people answered. */
    VQA_ACCURACY("vqa-accuracy"),
    /** {@link Anls}: part credit for what is nearly right. */
    ANLS("anls"),
    /** {@link Ai2d}. */
    AI2D("ai2d"),
    /** {@link RelaxedAccuracy}. */
    RELAXED("relaxed"),
    /** {@link YesNo#exact} reads the right word. */
    POPE("pope"),
    /** {@link YesNo#published} reads the right word. */
    POPE_PUBLISHED("pope-published"),
    /** {@link YesNo#exact} reads yes, right or wrong. */
    SAID_YES("said-yes"),
    /** The label is first in the ranking. */
    TOP1("top1"),
    /** The label is among the first five of the ranking. */
    TOP5("top5"),
    /** The label's name has the largest sum of token log-probabilities. */
    LIKELIHOOD_SUM("likelihood-sum"),
    /** The label is among the first five by that sum. */
    LIKELIHOOD_SUM_TOP5("likelihood-sum-top5"),
    /** The label's name has the largest mean of token log-probabilities. */
    LIKELIHOOD_MEAN("likelihood-mean"),
    /** The label is among the first five by that mean. */
    LIKELIHOOD_MEAN_TOP5("likelihood-mean-top5");

    private final String id;

    Rule(String id) {
        this.id = id;
    }

    /** The name used in scores, metrics, exports and on the command line. */
    @Override
    public String id() {
        return id;
    }

    /** Whether it gives part credit: a grade from 0 to 1. */
    public boolean isGraded() {
        return this == VQA_ACCURACY || this == ANLS;
    }

    /** @throws IllegalArgumentException if there is no such rule; the message lists the known ones */
    public static Rule of(String id) {
        return Named.find(Rule.class, "rule", id);
    }
}
