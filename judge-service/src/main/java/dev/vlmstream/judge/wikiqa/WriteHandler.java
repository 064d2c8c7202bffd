package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.evaluation.wikiqa.Writing;
import dev.vlmstream.schemas.WikiClass;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiReply;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.streaming.loop.BatchHandler;
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
final class WriteHandler implements BatchHandler {
    private static final Wire<WikiClass> CLASS = Wire.of(WikiClass.class);

    private final TextModel model;
    private final Function<String, Optional<WikiMaking>> makings;
    private final WikiQaMeters meters;

    private record Pending(WikiMaking making, WikiClass one, String prompt) {}

    /** @param makings by name */
    WriteHandler(TextModel model, Function<String, Optional<WikiMaking>> makings, WikiQaMeters meters) {
        this.model = model;
        this.makings = makings;
        this.meters = meters;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        List<Pending> pending = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            try {
                read(CLASS.decode(record.value()), record, pending, outbox);
            } catch (WireException e) {
                outbox.add(DeadLetters.of(Events.SERVICE, record, e.getMessage()));
            }
        }
        if (pending.isEmpty()) {
            return;
        }
        List<WikiReply> replies = model.ask(pending.stream()
                .map(one -> new TextModel.TextRequest(
                        Events.account(one.making()), one.making().getBudget(), one.prompt(), true))
                .toList());
        meters.requests("write", model.bundle().name(), replies.size());
        for (int i = 0; i < replies.size(); i++) {
            tell(pending.get(i).making(), pending.get(i).one(), replies.get(i), outbox);
        }
    }

    private void read(WikiClass one, ConsumerRecord<byte[], byte[]> record, List<Pending> pending, Outbox outbox) {
        WikiMaking making = makings.apply(one.getMaking()).orElse(null);
        if (making == null) {
            outbox.add(DeadLetters.of(
                    Events.SERVICE, record, "no making \"" + one.getMaking() + "\" is on wikiqa-makings"));
        } else if (!making.getStopped()
                && making.getWriter().equals(model.bundle().name())) {
            Events.writing(making, one)
                    .nextPrompt()
                    .ifPresentOrElse(
                            prompt -> pending.add(new Pending(making, one, prompt)), () -> finish(making, one, outbox));
        }
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
            if (making.getWriter().equals(model.bundle().name())) {
                List<WikiReply> replies = new ArrayList<>(one.getReplies());
                replies.add(Events.failure(model.bundle(), reason));
                finish(making, WikiClass.newBuilder(one).setReplies(replies).build(), outbox);
            }
        } catch (WireException | java.util.NoSuchElementException e) {
            outbox.add(DeadLetters.of(Events.SERVICE, record, reason));
        }
    }
}
