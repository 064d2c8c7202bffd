package dev.vlmstream.scoring.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;
import org.junit.jupiter.api.Test;

/** Scoring drops a record's bytes by a class of Kafka Streams' own: whether that is still what it was. */
class RawRecordTest {
    private static final byte[] VALUE = {1, 2, 3};

    private final List<byte[]> before = new ArrayList<>();
    private final List<byte[]> after = new ArrayList<>();

    private final class Dropping extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        @Override
        public void process(Record<byte[], byte[]> record) {
            RecordMetadata at = context().recordMetadata().orElseThrow();
            assertThat(at).isInstanceOf(ProcessorRecordContext.class);
            before.add(((ProcessorRecordContext) at).sourceRawValue());
            ScoringProcessor.dropRawRecord(at);
            after.add(((ProcessorRecordContext) at).sourceRawValue());
        }
    }

    @Test
    void aRecordsMetadataHoldsItsBytesUntilTheyAreDropped() {
        Topology topology = new Topology()
                .addSource("source", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "topic")
                .addProcessor("processor", Dropping::new, "source");
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "raw");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, "target/bench-state");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, settings)) {
            driver.createInputTopic("topic", new ByteArraySerializer(), new ByteArraySerializer())
                    .pipeInput(new byte[] {0}, VALUE);
        }
        assertThat(before).as("without bytes there is nothing to drop any more").containsExactly(VALUE);
        assertThat(after).hasSize(1).containsOnlyNulls();
    }
}
