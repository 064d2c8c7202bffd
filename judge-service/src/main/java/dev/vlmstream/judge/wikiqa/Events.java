package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.ClassArticles;
import dev.vlmstream.evaluation.wikiqa.Writing;
import dev.vlmstream.evaluation.wikiqa.WrittenQuestion;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiClass;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.schemas.topics.Keys;
import org.jspecify.annotations.Nullable;

/** Between events and what they mean. */
final class Events {
    static final String SERVICE = "judge";

    private Events() {}

    /** The account of a making's costs; no run has such an id. */
    static String account(WikiMaking making) {
        return "wikiqa:" + making.getMaking();
    }

    static String key(WikiClass one) {
        return Keys.wikiClass(one.getMaking(), one.getIndex());
    }

    /** What the replies so far make of a class. */
    static Writing writing(WikiMaking making, WikiClass one) {
        Writing writing = new Writing(
                new ClassArticles(one.getName(), one.getArticles()), making.getQuestions(), making.getTries());
        for (WikiReply reply : one.getReplies()) {
            if (reply.getRefused()) {
                writing.refused(reply.getText() == null ? "" : reply.getText());
            } else if (reply.getText() != null) {
                writing.take(reply.getText());
            }
        }
        return writing;
    }

    static WikiWritten written(WikiClass one, Writing writing) {
        return WikiWritten.newBuilder()
                .setMaking(one.getMaking())
                .setIndex(one.getIndex())
                .setName(one.getName())
                .setReplies(one.getReplies())
                .setQuestions(writing.questions().stream().map(Events::choices).toList())
                .setRejected(writing.rejected().stream()
                        .map(rejected -> new WikiRejected(rejected.reason().id(), rejected.text()))
                        .toList())
                .build();
    }

    static WikiChoices choices(WrittenQuestion one) {
        return new WikiChoices(one.question(), one.choices(), one.answer(), one.reference());
    }

    /** @throws IllegalArgumentException if it has not four choices, or its answer is none of them */
    static WrittenQuestion question(WikiChoices one) {
        return new WrittenQuestion(one.getQuestion(), one.getChoices(), one.getAnswer(), one.getReference());
    }

    /**
     * A question with its replies; a refusal is none.
     *
     * @throws IllegalArgumentException as {@link #question}
     */
    static AnsweredQuestion answered(WikiQuestion one) {
        return new AnsweredQuestion(
                one.getName(), question(one.getWritten()), text(one.getNamed()), text(one.getUnnamed()));
    }

    private static @Nullable String text(@Nullable WikiReply reply) {
        return reply == null || reply.getRefused() ? null : reply.getText();
    }

    /** A reply that did not come. */
    static WikiReply failure(ModelBundle model, String reason) {
        return WikiReply.newBuilder()
                .setModel(model.name())
                .setDigest(model.digest())
                .setFailure(reason)
                .build();
    }
}
