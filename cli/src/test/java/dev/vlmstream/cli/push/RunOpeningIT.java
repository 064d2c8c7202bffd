package dev.vlmstream.cli.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.cli.BrokerStack;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.ManifestFields;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No ingest runs: what it would write, the test does, when it wants to. */
@Timeout(180)
class RunOpeningIT {
    private static Cluster cluster;
    private static KafkaProducer<String, byte[]> producer;

    private final List<String> notices = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startABroker() {
        cluster = BrokerStack.shared();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap()), new StringSerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
    }

    private static RunManifest manifest(String run, long seed) {
        return ManifestFields.manifest(
                Map.of(
                        "run",
                        run,
                        "dataset",
                        "d",
                        "split",
                        "s",
                        "task",
                        "open-world",
                        "models",
                        List.of("m"),
                        "prompt",
                        "What is this?",
                        "promptStyle",
                        "bundle",
                        "classes",
                        List.of(),
                        "seed",
                        seed),
                "test");
    }

    private CompletableFuture<Void> opening(RunManifest manifest) {
        return CompletableFuture.runAsync(() -> {
            try {
                new RunOpening(BrokerStack.topics(cluster), notices::add).open(manifest, producer);
            } catch (java.util.concurrent.ExecutionException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** The manifest as it lies before ingest. */
    private static ConsumerRecord<byte[], byte[]> sent(String run) {
        return await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> BrokerStack.read(cluster, Topic.ITEMS).stream()
                                .filter(record -> new String(record.key(), UTF_8).equals(run))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static void decide(RunManifest winner) throws Exception {
        producer.send(new ProducerRecord<>(
                        cluster.name(Topic.RUNS),
                        winner.getRun(),
                        Wire.of(RunManifest.class).encode(winner)))
                .get();
    }

    @Test
    void whereIngestIsSilentItIsSaidWhatIsWaitedForAndGoesOnOnceItHasDecided() throws Exception {
        CompletableFuture<Void> opening = opening(manifest("late", 1));
        await().atMost(Duration.ofMinutes(2)).until(() -> !notices.isEmpty());
        assertThat(notices.get(0))
                .startsWith("run late: the ingest service has not taken its manifest from the topic "
                        + cluster.name(Topic.ITEMS) + " for 1");
        assertThat(opening).isNotDone();
        decide(manifest("late", 1));
        opening.get();
        assertThat(notices).hasSize(1);
    }

    @Test
    void anotherThatWasFasterIsToldByItsDifference() throws Exception {
        CompletableFuture<Void> opening = opening(manifest("fast", 2));
        sent("fast");
        // Whatever else is there under this key.
        producer.send(new ProducerRecord<>(cluster.name(Topic.RUNS), "fast", new byte[] {1, 2}))
                .get();
        decide(manifest("fast", 1));
        assertThatThrownBy(opening::get)
                .hasCauseInstanceOf(CommandFailure.class)
                .hasMessageContaining("run \"fast\" exists with other settings: its seed is 1, not 2");
    }

    @Test
    void aManifestThatIsRefusedEndsThePushWithTheReason() throws Exception {
        CompletableFuture<Void> opening = opening(manifest("bad", 1));
        ConsumerRecord<byte[], byte[]> record = sent("bad");
        producer.send(new ProducerRecord<>(cluster.name(Topic.DEAD_LETTERS), new byte[] {1}))
                .get();
        for (long offset : List.of(record.offset() + 1, record.offset())) {
            DeadLetter letter = DeadLetter.newBuilder()
                    .setRun("bad")
                    .setService("ingest")
                    .setReason("too bad " + offset)
                    .setTopic(record.topic())
                    .setPartition(record.partition())
                    .setOffset(offset)
                    .setAt(0)
                    .build();
            producer.send(new ProducerRecord<>(
                            cluster.name(Topic.DEAD_LETTERS),
                            Wire.of(DeadLetter.class).encode(letter)))
                    .get();
        }
        assertThatThrownBy(opening::get)
                .hasCauseInstanceOf(CommandFailure.class)
                .hasMessageContaining("the ingest service refuses the run: too bad " + record.offset());
    }
}
