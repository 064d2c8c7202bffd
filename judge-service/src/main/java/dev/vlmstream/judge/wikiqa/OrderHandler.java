package dev.vlmstream.judge.wikiqa;

import dev.vlmstream.evaluation.wikiqa.AnswerPrompt;
import dev.vlmstream.evaluation.wikiqa.ClassOrder;
import dev.vlmstream.evaluation.wikiqa.WrittenQuestion;
import dev.vlmstream.schemas.WikiMaking;
import dev.vlmstream.schemas.WikiQuestion;
import dev.vlmstream.schemas.WikiWritten;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.streaming.loop.BatchHandler;
import dev.vlmstream.streaming.loop.DeadLetters;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.loop.RecordFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Puts the classes of each making into their order, and shuffles the choices of their questions with one generator. A class whose
 * turn has not come waits in memory, and the topic has been read beyond it: so what a record brings about depends on all
 * before it in its partition. After a start, a rebalance or a batch that is done again these are read once more, without
 * anything being written for them.
 */
final class OrderHandler implements BatchHandler {
    private static final Wire<WikiWritten> WRITTEN = Wire.of(WikiWritten.class);

    private final Function<String, Optional<WikiMaking>> makings;
    private final EarlierRecords earlier;
    private final WikiQaMeters meters;
    private final Map<Integer, PartitionOrder> partitions = new HashMap<>();

    /** What the records of a partition before an offset have led to. */
    private static final class PartitionOrder {
        private final Map<String, ClassOrder> orders = new HashMap<>();
        private long next;
    }

    /** @param makings by name */
    OrderHandler(Function<String, Optional<WikiMaking>> makings, EarlierRecords earlier, WikiQaMeters meters) {
        this.makings = makings;
        this.earlier = earlier;
        this.meters = meters;
    }

    @Override
    public void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            PartitionOrder order = upTo(record);
            order.next = record.offset() + 1;
            try {
                take(WRITTEN.decode(record.value()), record, order, outbox);
            } catch (WireException e) {
                outbox.add(DeadLetters.of(Events.SERVICE, record, e.getMessage()));
            }
        }
    }

    private PartitionOrder upTo(ConsumerRecord<byte[], byte[]> record) {
        PartitionOrder known = partitions.get(record.partition());
        PartitionOrder order = known == null || known.next > record.offset() ? new PartitionOrder() : known;
        if (order.next < record.offset()) {
            earlier.read(record.partition(), order.next, record.offset(), before -> again(before, order));
        }
        partitions.put(record.partition(), order);
        return order;
    }

    private void again(ConsumerRecord<byte[], byte[]> record, PartitionOrder order) {
        try {
            WikiWritten written = WRITTEN.decode(record.value());
            makings.apply(written.getMaking()).ifPresent(making -> turns(written, making, order));
        } catch (WireException | IllegalArgumentException e) {
            // It became a dead letter when its time was.
        }
    }

    private static List<ClassOrder.Turn> turns(WikiWritten written, WikiMaking making, PartitionOrder order) {
        List<WrittenQuestion> questions =
                written.getQuestions().stream().map(Events::question).toList();
        return order.orders
                .computeIfAbsent(making.getMaking(), name -> new ClassOrder(making.getSeed()))
                .take(written.getIndex(), questions);
    }

    private void take(WikiWritten written, ConsumerRecord<byte[], byte[]> record, PartitionOrder order, Outbox outbox) {
        WikiMaking making = makings.apply(written.getMaking()).orElse(null);
        if (making == null) {
            outbox.add(DeadLetters.of(
                    Events.SERVICE, record, "no making \"" + written.getMaking() + "\" is on wikiqa-makings"));
            return;
        }
        for (ClassOrder.Turn turn : turns(written, making, order)) {
            String name = making.getClasses().get(turn.index());
            for (int i = 0; i < turn.questions().size(); i++) {
                tell(making, turn.index(), i, name, turn.questions().get(i), outbox);
            }
        }
    }

    /** A question that has no place for the name is asked of nobody. */
    private void tell(
            WikiMaking making, int index, int position, String name, WrittenQuestion question, Outbox outbox) {
        WikiQuestion event = WikiQuestion.newBuilder()
                .setMaking(making.getMaking())
                .setIndex(index)
                .setPosition(position)
                .setName(name)
                .setWritten(Events.choices(question))
                .build();
        boolean asked = AnswerPrompt.named(question, name).isPresent();
        outbox.add(asked ? Topic.WIKIQA_QUESTIONS : Topic.WIKIQA_ANSWERED, Keys.wikiQuestion(event), event);
        if (!asked) {
            meters.ended(making.getAnswerer(), event);
        }
    }

    @Override
    public void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox) {
        outbox.add(DeadLetters.of(Events.SERVICE, record, RecordFailure.reason(cause)));
    }
}
