package dev.vlmstream.streaming.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.RankedClass;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import dev.vlmstream.streaming.loop.Installation;
import dev.vlmstream.testing.BrokerTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TopicTableIT extends BrokerTest {
    @Test
    void findsWhatWasWrittenBeforeTheCall() {
        Installation installation = new Installation(broker.bootstrap());
        try (TopicTable<RankedClass> table = table(installation.settings);
                Producer<byte[], byte[]> producer = installation.settings.plainProducer()) {
            for (int i = 0; i < 30; i++) {
                write(producer, installation.settings, "key" + i, i);
                assertThat(table.find("key" + i))
                        .get()
                        .extracting(RankedClass::getIndex)
                        .isEqualTo(i);
            }
        }
    }

    @Test
    void answersManyAtOnce() throws Exception {
        Installation installation = new Installation(broker.bootstrap());
        try (TopicTable<RankedClass> table = table(installation.settings);
                Producer<byte[], byte[]> producer = installation.settings.plainProducer()) {
            write(producer, installation.settings, "there", 1);
            List<CompletableFuture<Boolean>> lookups = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                            table.find(i % 2 == 0 ? "there" : "absent" + i).isPresent()))
                    .toList();
            for (int i = 0; i < lookups.size(); i++) {
                assertThat(lookups.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i % 2 == 0);
            }
        }
    }

    /** Else anyone who may write one key could put a row in the place of another, which no compaction removes. */
    @Test
    void passesOverARowUnderAnothersKey() {
        Installation installation = new Installation(broker.bootstrap());
        try (TopicTable<RankedClass> table = table(installation.settings);
                Producer<byte[], byte[]> producer = installation.settings.plainProducer()) {
            write(producer, installation.settings, "mine", 1);
            byte[] impostor = Wire.of(RankedClass.class).encode(new RankedClass("mine", 2, 0f));
            String topic = installation.settings.name(Topic.RUNS);
            producer.send(new ProducerRecord<>(topic, "other".getBytes(StandardCharsets.UTF_8), impostor));
            write(producer, installation.settings, "there", 3);
            assertThat(table.find("there")).isPresent();
            assertThat(table.find("mine"))
                    .get()
                    .extracting(RankedClass::getIndex)
                    .isEqualTo(1);
        }
    }

    @Test
    void passesOverWhatItCannotRead() {
        Installation installation = new Installation(broker.bootstrap());
        try (TopicTable<RankedClass> table = table(installation.settings);
                Producer<byte[], byte[]> producer = installation.settings.plainProducer()) {
            producer.send(new ProducerRecord<>(installation.settings.name(Topic.RUNS), new byte[] {1}, new byte[] {2}));
            producer.send(new ProducerRecord<>(installation.settings.name(Topic.RUNS), new byte[] {1}, null));
            write(producer, installation.settings, "there", 1);
            assertThat(table.find("there")).isPresent();
            assertThat(table.rows()).hasSize(1);
        }
    }

    @Test
    void doesNotTakeATopicThatIsNotThereForReadToItsEnd() throws Exception {
        KafkaSettings settings =
                new KafkaSettings(TestConfig.of("bootstrap", broker.bootstrap(), "topics.prefix", "late-"));
        try (TopicTable<RankedClass> table = new TopicTable<>(
                settings, Topic.RUNS, RankedClass.class, RankedClass::getName, Duration.ofSeconds(100))) {
            CompletableFuture<Boolean> found =
                    CompletableFuture.supplyAsync(() -> table.find("there").isPresent());
            Thread.sleep(1500);
            assertThat(found).isNotDone();
            TopicSetup.ensure(settings.cluster(), List.of(Topic.RUNS), new TopicSetup.Shape(2, Optional.empty()));
            assertThat(found.get(30, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void saysThatItCannotReadWhenTheBrokerIsAway() {
        StreamConfig config = TestConfig.of("bootstrap", "localhost:1");
        try (TopicTable<RankedClass> table = new TopicTable<>(
                new KafkaSettings(config),
                Topic.RUNS,
                RankedClass.class,
                RankedClass::getName,
                Duration.ofSeconds(3))) {
            assertThatThrownBy(() -> table.find("there"))
                    .isInstanceOf(org.apache.kafka.common.KafkaException.class)
                    .hasMessageContaining("cannot read runs to its end");
        }
    }

    @Test
    void readsPartitionsThatAreAddedLater(@TempDir Path directory) throws Exception {
        Installation installation = new Installation(broker.bootstrap());
        String topic = installation.settings.name(Topic.RUNS);
        Path impatient = Files.writeString(directory.resolve("kafka.properties"), "metadata.max.age.ms=500\n");
        KafkaSettings settings = new KafkaSettings(TestConfig.of(
                "bootstrap",
                broker.bootstrap(),
                "topics.prefix",
                topic.replace("runs", ""),
                "kafka-config",
                impatient.toString()));
        try (TopicTable<RankedClass> table = table(settings);
                Producer<byte[], byte[]> producer = installation.settings.plainProducer();
                Admin admin = installation.settings.admin()) {
            assertThat(table.find("there")).isEmpty();
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                    .all()
                    .get();
            // On a slow disk it takes the broker a while to see new partitions.
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> admin.describeTopics(List.of(topic))
                                    .allTopicNames()
                                    .get()
                                    .get(topic)
                                    .partitions()
                                    .size()
                            == 3);
            // The table gets new metadata only after the fetch in flight.
            Thread.sleep(KafkaSettings.IDLE_FETCH.plusSeconds(1).toMillis());
            byte[] value = Wire.of(RankedClass.class).encode(new RankedClass("there", 1, 0f));
            try (Producer<byte[], byte[]> fresh = installation.settings.plainProducer()) {
                fresh.send(new ProducerRecord<>(topic, 2, "there".getBytes(StandardCharsets.UTF_8), value))
                        .get();
            }
            assertThat(table.find("there")).isPresent();
        }
    }

    /** However long its fetch may wait for the first record. */
    @Test
    void isToldAtOnceWhatATransactionWrote() throws Exception {
        Installation installation = new Installation(broker.bootstrap());
        try (TopicTable<RankedClass> table = table(installation.settings);
                Producer<byte[], byte[]> producer = installation.settings.transactionalProducer("writer")) {
            table.catchUp();
            producer.initTransactions();
            long shortest = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                String key = "key" + i;
                producer.beginTransaction();
                write(producer, installation.settings, key, i);
                producer.commitTransaction();
                long written = System.nanoTime();
                await().atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> table.known(key).isPresent());
                shortest = Math.min(shortest, System.nanoTime() - written);
            }
            // Each fetch begins when the one before has brought its record.
            assertThat(Duration.ofNanos(shortest)).isLessThan(KafkaSettings.IDLE_FETCH.dividedBy(2));
        }
    }

    private static TopicTable<RankedClass> table(KafkaSettings settings) {
        return new TopicTable<>(settings, Topic.RUNS, RankedClass.class, RankedClass::getName);
    }

    private static void write(Producer<byte[], byte[]> producer, KafkaSettings settings, String key, int index) {
        byte[] value = Wire.of(RankedClass.class).encode(new RankedClass(key, index, 0f));
        producer.send(new ProducerRecord<>(settings.name(Topic.RUNS), key.getBytes(StandardCharsets.UTF_8), value));
        producer.flush();
    }
}
