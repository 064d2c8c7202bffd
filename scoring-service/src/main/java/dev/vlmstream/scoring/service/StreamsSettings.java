package dev.vlmstream.scoring.service;

import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.scoring.index.RocksMemory;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Options;

/** The settings of Kafka Streams: exactly once, quick to commit, quick to take over. */
public final class StreamsSettings {
    private static final int MAX_REQUEST_BYTES = Topic.MAX_RECORD_BYTES + 2 * 1024 * 1024;

    private StreamsSettings() {}

    public static Properties of(StreamConfig config, KafkaSettings kafka) {
        Map<String, Object> settings = new HashMap<>(kafka.common());
        // Streams names its clients for its application.
        settings.remove(StreamsConfig.CLIENT_ID_CONFIG);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, group(kafka));
        settings.put(StreamsConfig.STATE_DIR_CONFIG, directory(config, kafka).toString());
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // The processor requests a commit as soon as there is something to see; these are for positions alone.
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 2000);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads());
        // By its own count of bytes; small entries take five times as much of the heap.
        settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 8L * 1024 * 1024);
        settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        settings.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, ForgivingTimestamps.class);
        settings.put(
                StreamsConfig.REPLICATION_FACTOR_CONFIG,
                config.topics().replication().map(Short::intValue).orElse(-1));
        if (replication(kafka) >= Topic.REPLICATED) {
            settings.put(StreamsConfig.topicPrefix(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG), "2");
        }
        settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 500);
        settings.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), String.valueOf(MAX_REQUEST_BYTES));
        // A new replica first rebuilds its state, then gets its share; the default looks every ten minutes.
        settings.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000);
        consumer(settings, config, kafka);
        producer(settings);
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /** Where the topology keeps its state; Streams' default is a directory for temporary files, which systems empty. */
    static Path directory(StreamConfig config, KafkaSettings kafka) {
        return config.stateDir().resolve("scoring-" + kafka.instance()).toAbsolutePath();
    }

    /** Of the topics there are: what Streams creates is replicated as they are. */
    private static int replication(KafkaSettings kafka) {
        try (Admin admin = kafka.admin()) {
            return new TopicSetup(kafka.cluster(), admin)
                    .states(List.of(Topic.SCORES))
                    .get(0)
                    .replication();
        }
    }

    /** The application, which is its consumer group, too. */
    static String group(KafkaSettings kafka) {
        return kafka.names().group("scoring");
    }

    private static void consumer(Map<String, Object> settings, StreamConfig config, KafkaSettings kafka) {
        long session = config.sessionTimeout().toMillis();
        put(settings, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, kafka.member(group(kafka)));
        put(settings, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) session);
        put(settings, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) Math.max(100, session / 5));
        put(settings, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        put(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1000);
        put(settings, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * 1024 * 1024);
        // A store is known to be restored once a fetch came back empty: by default half a second at each start and
        // rebalance.
        settings.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 20);
    }

    /** Of the consumer in the group alone: the one that restores state is no member of it. */
    private static void put(Map<String, Object> settings, String key, Object value) {
        settings.put(StreamsConfig.mainConsumerPrefix(key), value);
    }

    private static void producer(Map<String, Object> settings) {
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024);
        // The one codec that every Kafka client has built in (docs/topics.md): kafkajs has no other.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "gzip");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_GZIP_LEVEL_CONFIG), 1);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_REQUEST_BYTES);
        // A transaction's first batch may be refused until the last one has ended everywhere; with several requests in
        // flight those behind it are then refused, too, and sent again and again.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 10);
        // What a killed replica left open holds readers up for this long, unless it comes back before.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 15_000);
    }

    /** While one waits for its commit, another one scores: a sixth more on two processors (benchmarks/README.md). */
    private static int threads() {
        return Math.min(4, Runtime.getRuntime().availableProcessors());
    }

    /** Bounds the memory of all partitions' stores together; the default bounds each of them, and generously. */
    public static final class BoundedRocksDb implements RocksDBConfigSetter {
        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
            table.setBlockCache(RocksMemory.cache());
            table.setCacheIndexAndFilterBlocks(true);
            table.setPinTopLevelIndexAndFilter(true);
            options.setTableFormatConfig(table);
            options.setWriteBufferManager(RocksMemory.writeBuffers());
            options.setWriteBufferSize(8L * 1024 * 1024);
            options.setMaxWriteBufferNumber(2);
        }

        @Override
        public void close(String storeName, Options options) {
            // Cache and buffers belong to the process, not to one store.
        }
    }

    /**
     * Takes the present for a record without a timestamp, where Kafka Streams' own extractors stop, or drop it; and for one from the future: a
     * task works on its topics in order of time, so that one whose writer's clock is ahead would hold up what is behind it, and what comes of
     * it would outlive its topic's retention time.
     */
    public static final class ForgivingTimestamps implements TimestampExtractor {
        @Override
        public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
            long now = System.currentTimeMillis();
            return record.timestamp() >= 0 ? Math.min(record.timestamp(), now) : now;
        }
    }
}
