package dev.vlmstream.scoring.service;

import dev.vlmstream.scoring.ledger.ScoringCounters;
import dev.vlmstream.scoring.ledger.ScoringCounters.Event;
import dev.vlmstream.scoring.topology.CommitPace;
import dev.vlmstream.scoring.topology.InputTopics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** What Prometheus reads of the topology as of any loop: what waits, how long commits take; and Kafka's own numbers. */
final class StreamsMeters implements AutoCloseable {
    private static final Duration REFRESH_EVERY = Duration.ofSeconds(10);

    private final MeterRegistry registry;
    private final Tags loop;
    private final Backlog backlog = new Backlog();
    private final Timer commits;
    /** Metrics of partitions come and go with them. */
    private final ScheduledExecutorService refresh = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "kafka-meters");
        thread.setDaemon(true);
        return thread;
    });

    private @Nullable KafkaStreamsMetrics ofKafka;

    /** @param group the consumer group, which is the loop's name */
    StreamsMeters(MeterRegistry registry, String group, InputTopics inputs, ScoringCounters counters) {
        this.registry = registry;
        this.loop = Tags.of("loop", group);
        this.commits = Timer.builder("vlmstream.commit.seconds")
                .description("Duration of a commit")
                .tags(loop)
                .publishPercentileHistogram()
                .register(registry);
        FunctionCounter.builder("vlmstream.quarantined.records", counters, counted -> counted.total(Event.QUARANTINED))
                .description("Records set aside because a thread or the process kept ending while it had them")
                .tags(loop)
                .register(registry);
        inputs.byName().keySet().forEach(this::lag);
        Gauge.builder(
                        "vlmstream.oldest.waiting.seconds",
                        backlog,
                        waiting -> waiting.oldestSeconds(System.currentTimeMillis()))
                .description("Age of the oldest record that is not committed, by its timestamp; 0 if none waits")
                .tags(loop)
                .register(registry);
    }

    private void lag(String topic) {
        Gauge.builder("vlmstream.lag.records", backlog, waiting -> waiting.records(topic))
                .description("Records that wait, in the partitions that this replica has")
                .tags(loop.and("topic", topic))
                .register(registry);
    }

    /** The clients that are measured; the pace hears how long each commit took. */
    KafkaClientSupplier clients(CommitPace pace) {
        return new ObservedClients(backlog, commits, pace);
    }

    /** Kafka's own metrics of the topology and its clients. */
    void bind(KafkaStreams streams) {
        ofKafka = new KafkaStreamsMetrics(streams, loop, refresh, REFRESH_EVERY);
        ofKafka.bindTo(registry);
    }

    @Override
    public void close() {
        if (ofKafka != null) {
            ofKafka.close();
        }
        refresh.shutdownNow();
    }

    /**
     * Seconds since the slowest thread last polled; NaN before the first time. The consumers that restore
     * state do not count: they rest when there is nothing to restore.
     */
    static double secondsSincePoll(KafkaStreams streams) {
        double result = Double.NaN;
        for (Metric metric : streams.metrics().values()) {
            if (metric.metricName().name().equals("last-poll-seconds-ago")
                    && metric.metricName().group().equals("consumer-metrics")
                    && !metric.metricName().tags().getOrDefault("client-id", "").contains("restore")
                    && metric.metricValue() instanceof Double value
                    && !value.isNaN()) {
                result = Double.isNaN(result) ? value : Math.max(result, value);
            }
        }
        return result;
    }

    /** The clients that Kafka Streams works with, watched for what it does not measure itself: what waits, and each commit. */
    private static final class ObservedClients implements KafkaClientSupplier {
        private final Backlog backlog;
        private final Timer commits;
        private final CommitPace pace;

        /** @param commits records the duration of each commit of a transaction */
        ObservedClients(Backlog backlog, Timer commits, CommitPace pace) {
            this.backlog = backlog;
            this.commits = commits;
            this.pace = pace;
        }

        /** No BoundedAdmin: Streams registers metrics with its client, which one that passes calls on refuses. */
        @Override
        public Admin getAdmin(Map<String, Object> config) {
            return Admin.create(config);
        }

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
            return new Committer(config);
        }

        @Override
        public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
            return new Reader(config);
        }

        @Override
        public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
            return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
            return getRestoreConsumer(config);
        }

        private final class Reader extends KafkaConsumer<byte[], byte[]> {
            Reader(Map<String, Object> config) {
                super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            }

            @Override
            public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
                backlog.polled(this, records);
                return records;
            }

            @Override
            public void close() {
                backlog.closed(this);
                super.close();
            }
        }

        private final class Committer extends KafkaProducer<byte[], byte[]> {
            private Map<TopicPartition, OffsetAndMetadata> offsets = Map.of();
            /** When the commit in progress began, by {@link System#nanoTime}; 0 while there is none. */
            private long begunAt;

            Committer(Map<String, Object> config) {
                super(config, new ByteArraySerializer(), new ByteArraySerializer());
            }

            /** Kafka Streams flushes only to commit, each task on its own. */
            @Override
            public void flush() {
                begin();
                super.flush();
            }

            @Override
            public void sendOffsetsToTransaction(
                    Map<TopicPartition, OffsetAndMetadata> committed, ConsumerGroupMetadata group) {
                begin();
                offsets = committed;
                super.sendOffsetsToTransaction(committed, group);
            }

            @Override
            public void commitTransaction() {
                try {
                    super.commitTransaction();
                } finally {
                    Duration took = Duration.ofNanos(System.nanoTime() - begunAt);
                    commits.record(took);
                    pace.committed(System.currentTimeMillis(), took.toMillis());
                    begunAt = 0;
                }
                backlog.committed(offsets);
                offsets = Map.of();
            }

            private void begin() {
                begunAt = begunAt == 0 ? System.nanoTime() : begunAt;
            }
        }
    }
}
