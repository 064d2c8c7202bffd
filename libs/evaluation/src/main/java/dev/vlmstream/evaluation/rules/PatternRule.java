package dev.vlmstream.evaluation.rules;

import dev.vlmstream.evaluation.judging.ComputedRule;
import dev.vlmstream.evaluation.judging.Declaration;
import dev.vlmstream.evaluation.judging.Need;

/** A task's own rule, of which its file gives the parameters. */
public final class PatternRule {
    public static final ComputedRule RULE = Declaration.of(
                    "pattern",
                    "what the task's regular expression extracts, normalised as the task says, is one of the accepted forms;"
                            + " an answer without a match is unparsed",
                    "the task's file")
            .needs(Need.PATTERN)
            .computed((answer, truth) -> truth.requireTask().grade(answer.text(), truth.right()));

    private PatternRule() {}
}
