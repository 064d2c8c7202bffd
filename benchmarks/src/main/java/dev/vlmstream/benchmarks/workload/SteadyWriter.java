package dev.vlmstream.benchmarks.workload;

import dev.vlmstream.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes predictions at a steady rate, each readable at once, as a model service of somebody else's would. */
public final class SteadyWriter implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;

    public SteadyWriter(String bootstrap) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * Sends predictions, the k-th at {@code k / perSecond} after the first.
     *
     * @return when each was handed to the client, in nanoseconds of {@link System#nanoTime}
     */
    public long[] write(IntFunction<String> key, IntFunction<byte[]> value, int count, int perSecond) {
        long[] sent = new long[count];
        long begun = System.nanoTime();
        for (int k = 0; k < count; k++) {
            byte[] bytes = value.apply(k);
            long due = begun + TimeUnit.SECONDS.toNanos(k) / perSecond;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            sent[k] = System.nanoTime();
            producer.send(new ProducerRecord<>(
                    Topic.PREDICTIONS.topicName(), key.apply(k).getBytes(StandardCharsets.UTF_8), bytes));
        }
        producer.flush();
        return sent;
    }

    @Override
    public void close() {
        producer.close();
    }
}
