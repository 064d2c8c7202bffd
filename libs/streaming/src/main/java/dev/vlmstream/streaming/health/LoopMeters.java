package dev.vlmstream.streaming.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/** What is measured of a loop, labelled with its name; Kafka's own metrics of its clients besides. */
public final class LoopMeters {
    private static final long NONE = Long.MAX_VALUE;

    private final MeterRegistry registry;
    private final Tags tags;
    private final Counter records;
    private final Counter results;
    private final Counter deadLetters;
    private final Counter restarts;
    private final Counter quarantined;
    private final DistributionSummary sizes;
    private final Timer batches;
    private final Timer commits;
    private final List<KafkaClientMetrics> clients = new ArrayList<>();
    private volatile Set<TopicPartition> partitions = Set.of();
    private volatile long lag;
    private volatile long oldestTimestamp = NONE;

    /**
     * @param topic that the loop reads
     * @param oldestBatch age of the batch in progress
     */
    LoopMeters(String loop, String topic, MeterRegistry registry, Supplier<Duration> oldestBatch) {
        this.registry = registry;
        this.tags = Tags.of("loop", loop);
        records = counter("vlmstream.records", "Records processed, their offsets committed");
        results = counter("vlmstream.results", "Events written in answer to records");
        deadLetters = counter("vlmstream.dead.letters", "Dead letters written");
        restarts = counter("vlmstream.loop.restarts", "Times the loop began again from the committed offsets");
        quarantined = counter(
                "vlmstream.quarantined.records", "Records set aside because the process kept ending while it had them");
        sizes = DistributionSummary.builder("vlmstream.batch.size")
                .description("Records of a batch")
                .tags(tags)
                .register(registry);
        batches = histogram("vlmstream.batch.seconds", "From the beginning of a batch to its commit");
        commits = histogram("vlmstream.commit.seconds", "Transactions with results and offsets");
        gauge(
                "vlmstream.oldest.batch.seconds",
                "Age of the batch in progress; 0 without one",
                tags,
                () -> oldestBatch.get().toMillis() / 1000.0);
        gauge(
                "vlmstream.oldest.waiting.seconds",
                "Age of the oldest record that was read and is not committed, by its timestamp; 0 without one",
                tags,
                this::oldestWaiting);
        gauge(
                "vlmstream.lag.records",
                "Offsets of this replica's partitions behind what its group has committed; 0 when idle",
                tags.and("topic", topic),
                () -> lag);
    }

    private Counter counter(String meter, String description) {
        return Counter.builder(meter).description(description).tags(tags).register(registry);
    }

    private Timer histogram(String meter, String description) {
        return Timer.builder(meter)
                .description(description)
                .tags(tags)
                .publishPercentileHistogram()
                .register(registry);
    }

    private void gauge(String meter, String description, Tags labels, Supplier<Number> value) {
        Gauge.builder(meter, value).description(description).tags(labels).register(registry);
    }

    /** Lets Kafka's own metrics of these clients be seen until they are closed. */
    public void clients(Consumer<?, ?> consumer, Producer<?, ?> producer) {
        clients.add(new KafkaClientMetrics(consumer, tags));
        clients.add(new KafkaClientMetrics(producer, tags));
        clients.forEach(client -> client.bindTo(registry));
    }

    /** The clients are about to be closed: nothing is known of what waits. */
    public void forgetClients() {
        clients.forEach(KafkaClientMetrics::close);
        clients.clear();
        partitions = Set.of();
        inHand(List.of());
    }

    public void partitions(Set<TopicPartition> ours) {
        partitions = Set.copyOf(ours);
    }

    Set<TopicPartition> partitions() {
        return partitions;
    }

    void lag(long behind) {
        lag = behind;
    }

    /** What was read and is not committed. */
    public void inHand(List<ConsumerRecord<byte[], byte[]>> batch) {
        oldestTimestamp =
                batch.stream().mapToLong(ConsumerRecord::timestamp).min().orElse(NONE);
    }

    private double oldestWaiting() {
        long oldest = oldestTimestamp;
        return oldest == NONE ? 0 : Math.max(0, System.currentTimeMillis() - oldest) / 1000.0;
    }

    void begun(int size) {
        sizes.record(size);
    }

    public void commit(Runnable commit) {
        commits.record(commit);
    }

    public void committed(int recordCount, int resultCount, int deadLetterCount) {
        records.increment(recordCount);
        results.increment(resultCount - (double) deadLetterCount);
        deadLetters.increment(deadLetterCount);
    }

    void ended(Duration batch) {
        batches.record(batch);
    }

    public void restarted() {
        restarts.increment();
    }

    public void quarantined() {
        quarantined.increment();
    }
}
