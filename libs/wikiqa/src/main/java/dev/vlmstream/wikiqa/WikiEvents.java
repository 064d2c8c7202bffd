package dev.vlmstream.wikiqa;

import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.WrittenQuestion;
import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiReply;
import org.jspecify.annotations.Nullable;

/** Between events and what they mean. */
public final class WikiEvents {
    private WikiEvents() {}

    public static WikiChoices choices(WrittenQuestion one) {
        return new WikiChoices(one.question(), one.choices(), one.answer(), one.reference());
    }

    /** @throws IllegalArgumentException if it has not four choices, or its answer is none of them */
    public static WrittenQuestion question(WikiChoices one) {
        return new WrittenQuestion(one.getQuestion(), one.getChoices(), one.getAnswer(), one.getReference());
    }

    /**
     * A question with its replies; a refusal is none.
     *
     * @throws IllegalArgumentException as {@link #question}
     */
    public static AnsweredQuestion answered(WikiQuestion one) {
        return new AnsweredQuestion(
                one.getName(), question(one.getWritten()), text(one.getNamed()), text(one.getUnnamed()));
    }

    private static @Nullable String text(@Nullable WikiReply reply) {
        return reply == null || reply.getRefused() ? null : reply.getText();
    }
}
