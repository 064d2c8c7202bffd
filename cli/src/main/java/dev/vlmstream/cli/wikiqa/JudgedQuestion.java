package dev.vlmstream.cli.wikiqa;

import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.Outcome;
import dev.vlmstream.schemas.WikiQuestion;
import org.jspecify.annotations.Nullable;

/**
 * A question and what became of it in the end.
 *
 * @param like the question that it nearly repeats; null: it is no near-duplicate
 */
public record JudgedQuestion(
        WikiQuestion event,
        AnsweredQuestion question,
        Outcome outcome,
        @Nullable String like) {

    /** By the study's filter alone. */
    public static JudgedQuestion of(WikiQuestion event) {
        AnsweredQuestion question = MakingState.question(event);
        return new JudgedQuestion(event, question, question.outcome(), null);
    }

    boolean isKept() {
        return outcome == Outcome.KEPT;
    }

    JudgedQuestion inCorpus() {
        return new JudgedQuestion(event, question, Outcome.IN_CORPUS, null);
    }

    JudgedQuestion duplicateOf(JudgedQuestion other) {
        return new JudgedQuestion(
                event,
                question,
                Outcome.NEAR_DUPLICATE,
                other.question().question().question());
    }
}
