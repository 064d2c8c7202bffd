package dev.vlmstream.streaming.loop;

import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Waiting;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.kafka.BatchTrace;
import dev.vlmstream.streaming.kafka.Destinations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The results of one batch, sent in one transaction with the batch's offsets. Belongs to one thread. */
public final class Outbox {
    private static final Map<Class<?>, Wire<?>> WIRES = new java.util.concurrent.ConcurrentHashMap<>();

    /** Key, headers and the batch around a record count, too. */
    private static final int FRAME = 1024;

    private final Destinations destinations;
    private final BatchTrace trace;
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Map<TopicPartition, Long> left = new HashMap<>();
    private int deadLetters;
    private long bytes;

    /** An outbox whose records belong to no trace. */
    public Outbox(Destinations destinations) {
        this(destinations, BatchTrace.NONE);
    }

    Outbox(Destinations destinations, BatchTrace trace) {
        this.destinations = destinations;
        this.trace = trace;
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
        put(record);
    }

    private void put(ProducerRecord<byte[], byte[]> record) {
        records.add(record);
        bytes += record.value() == null ? 0 : record.value().length;
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

    /**
     * Lets a record wait, in the topic {@link Topic#WAITING}, for the manifest of its run: the batch continues without it; when the
     * manifest is there the record is written to its topic again. If that takes too long, it becomes a dead letter.
     *
     * @param run null of a record that names none
     * @param problem what is wrong with the record besides, for its dead letter; null if nothing is known
     */
    public void await(ConsumerRecord<byte[], byte[]> record, @Nullable String run, @Nullable String problem) {
        add(
                Topic.WAITING,
                DeadLetters.position(record),
                new Waiting(run, record.topic(), record.partition(), record.offset(), problem));
    }

    /** Writes a record to its topic once more, as it is. */
    public void again(ConsumerRecord<byte[], byte[]> record) {
        put(new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()));
    }

    /**
     * Passes a record on to another topic, as it is but for its key.
     *
     * @param run that it was found to belong to, for its header: it may name none, and another run may be open when it is read
     */
    public void pass(Topic topic, String key, ConsumerRecord<byte[], byte[]> record, String run) {
        put(new ProducerRecord<>(
                destinations.name(topic),
                null,
                key.getBytes(StandardCharsets.UTF_8),
                record.value(),
                EventHeaders.put(new RecordHeaders(record.headers()), EventHeaders.RUN, run)));
    }

    /** Removes a row of a compacted topic. */
    public void remove(Topic topic, String key) {
        put(new ProducerRecord<>(destinations.name(topic), key.getBytes(StandardCharsets.UTF_8), null));
    }

    /** Leaves a record, and those behind it in its partition, for the next batch; what is done of this one is committed. */
    public void leave(ConsumerRecord<byte[], byte[]> record) {
        left.merge(partition(record), record.offset(), Math::min);
    }

    /** Whether a record is left, or lies behind one that is: then it must not be worked on now. */
    public boolean isLeft(ConsumerRecord<byte[], byte[]> record) {
        Long offset = left.get(partition(record));
        return offset != null && record.offset() >= offset;
    }

    BatchTrace trace() {
        return trace;
    }

    /** What was added, dead letters included. */
    public List<ProducerRecord<byte[], byte[]>> records() {
        return records;
    }

    /** The first offset of each partition that is left for the next batch. */
    public Map<TopicPartition, Long> left() {
        return left;
    }

    /** How many records were put back into a topic that is gone round. */
    int putBack(String topic) {
        return (int) records.stream()
                .filter(record -> record.value() != null && record.topic().equals(topic))
                .count();
    }

    /** Of the records' values, together. */
    long bytes() {
        return bytes;
    }

    int deadLetters() {
        return deadLetters;
    }

    void addAll(Outbox other) {
        records.addAll(other.records);
        other.left.forEach((partition, offset) -> left.merge(partition, offset, Math::min));
        deadLetters += other.deadLetters;
        bytes += other.bytes;
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
