package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.evaluation.wikiqa.ClassArticles;
import dev.vlmstream.evaluation.wikiqa.Writing;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.schemas.WikiClass;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.wikiqa.WikiEvents;

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
                .setQuestions(
                        writing.questions().stream().map(WikiEvents::choices).toList())
                .setRejected(writing.rejected().stream()
                        .map(rejected -> new WikiRejected(rejected.reason().id(), rejected.text()))
                        .toList())
                .build();
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
