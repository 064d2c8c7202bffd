package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Pushes a run as a sender does that never gives up: idempotent, and patient with brokers that are away. */
public final class ItemPusher implements AutoCloseable {
    private static final int PATIENCE_MS = 10 * 60 * 1000;
    private static final Wire<Item> ITEM = Wire.of(Item.class);
    private static final Wire<RunManifest> MANIFEST = Wire.of(RunManifest.class);

    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    public ItemPusher(String bootstrap) {
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "acks", "all",
                        "delivery.timeout.ms", PATIENCE_MS,
                        "max.block.ms", PATIENCE_MS,
                        "max.request.size", Topic.MAX_RECORD_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Sends a run's manifest, then as many items as it says, evenly over a time. */
    public void push(RunManifest manifest, IntFunction<Item> item, Duration over) {
        open(manifest);
        push(manifest.getItems().intValue(), item, over);
    }

    public void open(RunManifest manifest) {
        send(new ProducerRecord<>(Topic.RUNS.topicName(), utf8(manifest.getRun()), MANIFEST.encode(manifest)));
        flush();
    }

    /** Sends items evenly over a time. */
    public void push(int items, IntFunction<Item> item, Duration over) {
        long begun = System.nanoTime();
        for (int i = 0; i < items; i++) {
            long due = begun + over.toNanos() / items * i;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            send(record(item.apply(i)));
        }
        flush();
    }

    /** @throws IllegalStateException if not all could be written */
    private void flush() {
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("not all records could be written: " + failure.get(), failure.get());
        }
    }

    private static ProducerRecord<byte[], byte[]> record(Item item) {
        return new ProducerRecord<>(
                Topic.ITEMS.topicName(),
                null,
                utf8(Keys.runItem(item.getRun(), item.getItemId())),
                ITEM.encode(item),
                EventHeaders.of(item.getRun(), item.getItemId()));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (metadata, e) -> failure.compareAndSet(null, e));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
