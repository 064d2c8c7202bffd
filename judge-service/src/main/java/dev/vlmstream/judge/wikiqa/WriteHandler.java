package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.evaluation.wikiqa.Writing;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.judge.wikiqa.TextModel.TextRequest;
import dev.vlmstream.schemas.WikiClass;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.serving.RecordHandler;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.RecordFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Has the questions of classes written: asks once for each record. A class with questions that cannot be used goes back to the
 * topic with its replies, to be asked for again; one that is done, for whatever reason, continues.
 */
final class WriteHandler implements RecordHandler<TextRequest, WikiReply> {
    private static final Wire<WikiClass> CLASS = Wire.of(WikiClass.class);

    private final ModelBundle writer;
    private final Function<String, Optional<WikiMaking>> makings;
    private final WikiQaMeters meters;

    /** @param makings by name */
    WriteHandler(ModelBundle writer, Function<String, Optional<WikiMaking>> makings, WikiQaMeters meters) {
        this.writer = writer;
        this.makings = makings;
        this.meters = meters;
    }

    @Override
    public Optional<Asked<TextRequest, WikiReply>> read(ConsumerRecord<byte[], byte[]> record) {
        return Optional.of(Events.read(CLASS, record, WikiClass::getMaking, makings, this::asked));
    }

    private Asked<TextRequest, WikiReply> asked(WikiMaking making, WikiClass one) {
        if (making.getStopped() || !making.getWriter().equals(writer.name())) {
            return Asked.nothing(outbox -> {});
        }
        return Events.writing(making, one)
                .nextPrompt()
                .map(prompt -> Events.asked(making, prompt, true, (reply, outbox) -> {
                    meters.requested("write", writer.name());
                    tell(making, one, reply, outbox);
                }))
                .orElseGet(() -> Asked.nothing(outbox -> finish(making, one, outbox)));
    }

    private void tell(WikiMaking making, WikiClass one, WikiReply reply, Outbox outbox) {
        List<WikiReply> replies = new ArrayList<>(one.getReplies());
        replies.add(reply);
        WikiClass next = WikiClass.newBuilder(one).setReplies(replies).build();
        if (reply.getFailure() == null
                && Events.writing(making, next).nextPrompt().isPresent()) {
            outbox.add(Topic.WIKIQA_ARTICLES, Events.key(next), next);
        } else {
            finish(making, next, outbox);
        }
    }

    private void finish(WikiMaking making, WikiClass one, Outbox outbox) {
        Writing writing = Events.writing(making, one);
        outbox.add(Topic.WIKIQA_WRITTEN, one.getMaking(), Events.written(one, writing));
        meters.written(making.getWriter(), writing);
    }

    /** The classes behind it wait for this one: it continues without questions. */
    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        String reason = RecordFailure.reason(cause);
        try {
            WikiClass one = CLASS.decode(record.value());
            WikiMaking making = makings.apply(one.getMaking()).orElseThrow();
            if (making.getWriter().equals(writer.name())) {
                List<WikiReply> replies = new ArrayList<>(one.getReplies());
                replies.add(Events.failure(writer, reason));
                finish(making, WikiClass.newBuilder(one).setReplies(replies).build(), outbox);
            }
        } catch (WireException | java.util.NoSuchElementException e) {
            outbox.add(DeadLetters.of(Events.SERVICE, record, reason));
        }
    }
}
