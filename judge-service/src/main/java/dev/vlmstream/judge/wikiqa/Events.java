package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.evaluation.wikiqa.AnsweredQuestion;
import dev.vlmstream.evaluation.wikiqa.ClassArticles;
import dev.vlmstream.evaluation.wikiqa.Writing;
import dev.vlmstream.evaluation.wikiqa.WrittenQuestion;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.judge.wikiqa.TextModel.TextRequest;
import dev.vlmstream.schemas.WikiChoices;
import dev.vlmstream.schemas.WikiClass;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiRejected;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.serving.RecordHandler.Asked;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.Outbox;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Between events and what they mean. */
final class Events {
    static final String SERVICE = "judge";

    private Events() {}

    /** The account of a making's costs; no run has such an id. */
    static String account(WikiMaking making) {
        return "wikiqa:" + making.getMaking();
    }

    /** What is asked about an event; nothing if its making is not known. */
    static <T extends SpecificRecord> Asked<TextRequest, WikiReply> read(
            Wire<T> wire,
            ConsumerRecord<byte[], byte[]> record,
            Function<T, String> name,
            Function<String, Optional<WikiMaking>> makings,
            BiFunction<WikiMaking, T, Asked<TextRequest, WikiReply>> asked) {
        try {
            T event = wire.decode(record.value());
            return makings.apply(name.apply(event))
                    .map(making -> asked.apply(making, event))
                    .orElseGet(() -> unread(record, "no making \"" + name.apply(event) + "\" is on wikiqa-makings"));
        } catch (WireException e) {
            return unread(record, e.getMessage());
        }
    }

    private static Asked<TextRequest, WikiReply> unread(ConsumerRecord<byte[], byte[]> record, String reason) {
        return Asked.nothing(outbox -> outbox.add(DeadLetters.of(SERVICE, record, reason)));
    }

    /** Asks once, at the making's expense. */
    static Asked<TextRequest, WikiReply> asked(
            WikiMaking making, String prompt, boolean isLong, BiConsumer<WikiReply, Outbox> written) {
        return new Asked<>(
                List.of(new TextRequest(account(making), making.getBudget(), prompt, isLong)),
                (replies, outbox) -> written.accept(replies.get(0), outbox));
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
