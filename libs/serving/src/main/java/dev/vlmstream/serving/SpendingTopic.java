package dev.vlmstream.serving;

import dev.vlmstream.inference.remote.SpendingEntry;
import dev.vlmstream.inference.remote.SpendingLog;
import dev.vlmstream.schemas.RemoteSpending;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.tables.FollowedTopic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The spending topic as a log. Its order decides what a budget allows, so that all lies in one partition, however many the topic
 * has; two small records a request are no load for one. Compaction leaves the settled entry of each request.
 */
final class SpendingTopic implements SpendingLog, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SpendingTopic.class);
    private static final int PARTITION = 0;

    private final KafkaSettings kafka;
    private final Wire<RemoteSpending> wire = Wire.of(RemoteSpending.class);
    private final Producer<byte[], byte[]> producer;
    private final Map<Written, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();
    private @Nullable FollowedTopic followed;

    /** One of a request's two entries: every run counts its requests from 0. */
    private record Written(String run, String request, boolean settled) {
        static Written of(SpendingEntry entry) {
            return new Written(entry.run(), entry.request(), entry.cost() != null);
        }
    }

    SpendingTopic(KafkaSettings kafka, Producer<byte[], byte[]> producer) {
        this.kafka = kafka;
        this.producer = producer;
    }

    @Override
    public void follow(Consumer<SpendingEntry> reader) {
        followed =
                new FollowedTopic(kafka, Topic.REMOTE_SPENDING, record -> read(record, reader), FollowedTopic.CATCH_UP);
    }

    /** @throws KafkaException if what was written so far cannot be read in good time */
    void catchUp() {
        followed.catchUp();
    }

    private void read(ConsumerRecord<byte[], byte[]> record, Consumer<SpendingEntry> reader) {
        if (record.partition() != PARTITION || record.value() == null) {
            return;
        }
        RemoteSpending event = wire.decode(record.value());
        if (record.key() == null || !Keys.spending(event).equals(new String(record.key(), StandardCharsets.UTF_8))) {
            throw new WireException("an entry of " + Keys.spending(event) + " under another key", null);
        }
        SpendingEntry entry = entry(event);
        reader.accept(entry);
        CompletableFuture<Void> written = awaited.remove(Written.of(entry));
        if (written != null) {
            written.complete(null);
        }
    }

    @Override
    public CompletableFuture<Void> append(SpendingEntry entry) {
        CompletableFuture<Void> read = new CompletableFuture<>();
        awaited.put(Written.of(entry), read);
        RemoteSpending value = event(entry);
        producer.send(
                new ProducerRecord<>(
                        kafka.name(Topic.REMOTE_SPENDING),
                        PARTITION,
                        Keys.spending(value).getBytes(StandardCharsets.UTF_8),
                        wire.encode(value)),
                (metadata, e) -> {
                    if (e != null) {
                        failed(entry, read, e);
                    }
                });
        return read;
    }

    private void failed(SpendingEntry entry, CompletableFuture<Void> read, Exception cause) {
        awaited.remove(Written.of(entry));
        if (entry.cost() != null) {
            LOG.warnf(
                    "run %s: the cost of a request could not be written (%s), so the most it may have cost counts",
                    entry.run(), cause);
        }
        // Of Kafka's kind, whatever it was: the batch is done again.
        read.completeExceptionally(new KafkaException("the account of run " + entry.run() + " cannot be kept", cause));
    }

    private static RemoteSpending event(SpendingEntry entry) {
        return new RemoteSpending(
                entry.run(),
                entry.model(),
                entry.process(),
                entry.instance(),
                entry.number(),
                entry.reserved(),
                entry.cost(),
                entry.lasts());
    }

    private static SpendingEntry entry(RemoteSpending event) {
        return new SpendingEntry(
                event.getRun(),
                event.getModel(),
                event.getProcess(),
                event.getInstance(),
                event.getNumber(),
                event.getReserved(),
                event.getCost(),
                event.getLasts());
    }

    @Override
    public void close() {
        if (followed != null) {
            followed.close();
        }
    }
}
