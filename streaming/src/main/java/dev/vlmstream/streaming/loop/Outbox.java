package dev.vlmstream.streaming.loop;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.kafka.Destinations;
import dev.vlmstream.streaming.tracing.BatchTrace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The results of one batch, sent in one transaction with the batch's offsets. Belongs to one thread. */
public final class Outbox {
    private static final Map<Class<?>, Wire<?>> WIRES = new java.util.concurrent.ConcurrentHashMap<>();

    /** Key, headers and the batch around a record count, too. */
    private static final int FRAME = 1024;

    private final Destinations destinations;
    private final BatchTrace trace;
    private final Predicate<ConsumerRecord<byte[], byte[]>> revisited;
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Map<TopicPartition, Long> deferred = new HashMap<>();
    private final Map<TopicPartition, Long> toRevisit = new HashMap<>();
    private int deadLetters;

    /** An outbox whose records belong to no trace. */
    public Outbox(Destinations destinations) {
        this(destinations, BatchTrace.NONE, record -> false);
    }

    /** @param revisited tells whether results of a record are written already */
    Outbox(Destinations destinations, BatchTrace trace, Predicate<ConsumerRecord<byte[], byte[]>> revisited) {
        this.destinations = destinations;
        this.trace = trace;
        this.revisited = revisited;
    }

    /**
     * Adds an event.
     *
     * @throws IllegalArgumentException if it is larger than its topic takes
     */
    public void add(Topic topic, String key, SpecificRecord event) {
        byte[] value = encode(event);
        int largest = destinations.largest(topic);
        if (value.length > largest - FRAME) {
            throw new IllegalArgumentException("a record of " + value.length + " bytes for " + topic.topicName()
                    + " is larger than the " + largest
                    + " that the topic takes (max.message.bytes): send the image by address instead of inline");
        }
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(destinations.name(topic), key.getBytes(StandardCharsets.UTF_8), value);
        trace.carry(event, record.headers());
        records.add(record);
    }

    /** Adds a dead letter; one too large for the topic loses the copy of the original record, not its reason. */
    public void add(DeadLetter letter) {
        String run = letter.getRun();
        String item = letter.getItemId();
        String key = run == null ? "unattributed" : item == null ? run : Keys.runItem(run, item);
        try {
            add(Topic.DEAD_LETTERS, key, letter);
        } catch (IllegalArgumentException tooLarge) {
            add(
                    Topic.DEAD_LETTERS,
                    key,
                    DeadLetter.newBuilder(letter)
                            .setRecordKey(null)
                            .setRecordValue(null)
                            .build());
        }
        deadLetters++;
    }

    /** Leaves a record, and those behind it in its partition, for a later batch. */
    public void defer(ConsumerRecord<byte[], byte[]> record) {
        merge(deferred, partition(record), record.offset());
    }

    /**
     * Leaves a part of a record for a later batch: what was added for it is written with this one. Those behind it in its partition
     * are worked on, and come again with it; so a part that was left is added only once none before it is left
     * ({@link #isBehindRevisit}), or it would be added each time. Of handlers that {@link BatchHandler#revisits} alone.
     */
    public void revisit(ConsumerRecord<byte[], byte[]> record) {
        merge(toRevisit, partition(record), record.offset());
    }

    /** Whether a record lies behind one of which a part is left, and so comes again whatever becomes of it. */
    public boolean isBehindRevisit(ConsumerRecord<byte[], byte[]> record) {
        Long offset = toRevisit.get(partition(record));
        return offset != null && record.offset() > offset;
    }

    /** Whether a record comes again although what was added for it is written: not to be added again. */
    public boolean isRevisited(ConsumerRecord<byte[], byte[]> record) {
        return revisited.test(record);
    }

    /** Whether a record lies behind one that was deferred: then it must not be worked on now. */
    public boolean isBehindDeferred(ConsumerRecord<byte[], byte[]> record) {
        Long offset = deferred.get(partition(record));
        return offset != null && record.offset() >= offset;
    }

    /** What was added, dead letters included. */
    public List<ProducerRecord<byte[], byte[]>> records() {
        return records;
    }

    /** The first offset of each partition of which nothing was worked on. */
    public Map<TopicPartition, Long> deferred() {
        return deferred;
    }

    /** The first offset of each partition that is left for a later batch, in whole or in part. */
    public Map<TopicPartition, Long> comingAgain() {
        Map<TopicPartition, Long> first = new HashMap<>(deferred);
        toRevisit.forEach((partition, offset) -> merge(first, partition, offset));
        return first;
    }

    int deadLetters() {
        return deadLetters;
    }

    void addAll(Outbox other) {
        records.addAll(other.records);
        other.deferred.forEach((partition, offset) -> merge(deferred, partition, offset));
        other.toRevisit.forEach((partition, offset) -> merge(toRevisit, partition, offset));
        deadLetters += other.deadLetters;
    }

    /** An empty one for the records behind those of this one. */
    Outbox behind() {
        Outbox next = new Outbox(destinations, trace, revisited);
        next.toRevisit.putAll(toRevisit);
        return next;
    }

    private static void merge(Map<TopicPartition, Long> first, TopicPartition partition, long offset) {
        first.merge(partition, offset, Math::min);
    }

    static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    @SuppressWarnings("unchecked")
    private static byte[] encode(SpecificRecord event) {
        Wire<SpecificRecord> wire = (Wire<SpecificRecord>)
                WIRES.computeIfAbsent(event.getClass(), type -> Wire.of((Class<SpecificRecord>) type));
        return wire.encode(event);
    }
}
