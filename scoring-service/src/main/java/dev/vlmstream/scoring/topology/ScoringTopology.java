package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.scoring.ledger.ScoringCounters;
import dev.vlmstream.streaming.kafka.Tracing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Builds the topology: four topics → one processor with its store → scores, metrics, dead letters. */
public final class ScoringTopology {
    /** The name of the state store. */
    public static final String STORE = "items";

    private static final String SOURCE = "inputs";
    private static final String PROCESSOR = "scoring";

    private ScoringTopology() {}

    public static Topology build(
            InputTopics inputs,
            ManifestLookup manifests,
            PoisonRecords poison,
            ScoringCounters counters,
            CommitPace pace,
            Tracing tracing) {
        Topology topology = new Topology()
                .addSource(SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), inputs.names())
                .addProcessor(
                        PROCESSOR,
                        () -> new ScoringProcessor(inputs, manifests, poison, counters, pace, tracing),
                        SOURCE)
                .addStateStore(store(), PROCESSOR);
        for (Topic sink : List.of(
                Topic.SCORES, Topic.METRICS, Topic.DEAD_LETTERS, Topic.PREDICTIONS, Topic.REFERENCES, Topic.VERDICTS)) {
            topology.addSink(
                    sink.topicName(),
                    sink.topicName(inputs.prefix()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    PROCESSOR);
        }
        return topology;
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled()
                .withLoggingEnabled(Map.of(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(Topic.MAX_RECORD_BYTES + 1024 * 1024)));
    }

    /**
     * The run manifests as far as they are known here. They may lag behind the other topics; the topology then waits, so
     * that results never depend on which came first.
     */
    @FunctionalInterface
    public interface ManifestLookup {
        Optional<RunManifest> manifest(String run);
    }
}
