package dev.vlmstream.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.cli.BrokerStack;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.push.RunRegistry;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Deletions;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changing runs in a real broker, and reading back what lies there. */
class RunsIT {
    @TempDir
    static Path directory;

    private static Cluster cluster;

    @BeforeAll
    static void startBroker() {
        cluster = BrokerStack.shared();
        registry().ensureTopics();
    }

    private static RunRegistry registry() {
        return new RunRegistry(BrokerStack.topics(cluster));
    }

    private static void push(String run, Long items) throws Exception {
        RunManifest manifest = RunManifest.newBuilder()
                .setRun(run)
                .setDataset("flowers")
                .setTask("open-world")
                .setPrompt("What is it?")
                .setClasses(List.of("rose", "tulip"))
                .setModels(List.of("m"))
                .setItems(items)
                .setTags(Map.of("by", "ada"))
                .setSoftwareVersion("test")
                .setCreatedAt(1)
                .build();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap()), new StringSerializer(), new ByteArraySerializer())) {
            byte[] value = Wire.of(RunManifest.class).encode(manifest);
            producer.send(new ProducerRecord<>(cluster.name(Topic.RUNS), run, value))
                    .get();
        }
    }

    private static Invocation runs(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("runs"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--bootstrap",
                cluster.bootstrap(),
                "--topic-prefix",
                cluster.names().prefix()));
        return Invocation.of(all.toArray());
    }

    private static RunManifest found(String run) {
        await().atMost(Duration.ofMinutes(1)).until(() -> ends("read_committed").equals(ends("read_uncommitted")));
        return registry().find(run).orElseThrow();
    }

    /** A transaction that has ended is seen in one partition after another: up to the first that is open there. */
    private static Map<TopicPartition, Long> ends(String isolation) {
        Map<String, Object> settings = Map.of("bootstrap.servers", cluster.bootstrap(), "isolation.level", isolation);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(consumer.partitionsFor(cluster.name(Topic.RUNS)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
        }
    }

    /** Closing a consumer waits for its last fetch: half a second by default. */
    @Test
    void whoHasReadATopicToItsEndWaitsForNothingMore() throws Exception {
        push("read", 3L);
        found("read");
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 8; i++) {
            long begun = System.nanoTime();
            assertThat(registry().find("read")).isPresent();
            quickest = Math.min(quickest, System.nanoTime() - begun);
        }
        assertThat(Duration.ofNanos(quickest)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void tagsAreAddedChangedAndRemovedAndNothingElseIs() throws Exception {
        push("tagged", 3L);
        RunManifest before = found("tagged");
        Invocation tagged = runs("tag", "tagged", "paper=table 2", "by=eve");
        assertThat(tagged.status()).as(tagged.err()).isZero();
        assertThat(found("tagged").getTags()).isEqualTo(Map.of("paper", "table 2", "by", "eve"));

        assertThat(runs("tag", "tagged", "paper=").out()).contains("{by=eve}");
        RunManifest after = found("tagged");
        after.setTags(before.getTags());
        assertThat(after).isEqualTo(before);
    }

    @Test
    void countsOfACorpusAreSetBesideARunAndNothingElseChanges() throws Exception {
        push("counted", 3L);
        RunManifest before = found("counted");
        Path corpus = Files.writeString(
                directory.resolve("corpus.jsonl"),
                "{\"text\": \"A rose is a rose.\"}\n{\"text\": \"Roses? A rose!\"}\n");
        Path classes = Files.writeString(directory.resolve("classes.txt"), "rose\ntulip\n");
        Path counts = directory.resolve("counts.json");
        Invocation.of("frequency", corpus, "--classes", classes, "--out", counts);

        Invocation set = runs("frequencies", "counted", counts, "--frequency-count", "occurrences");

        assertThat(set.status()).as(set.err()).isZero();
        RunManifest after = found("counted");
        assertThat(after.getFrequencies()).isEqualTo(Map.of("rose", 3L, "tulip", 0L));
        after.setFrequencies(before.getFrequencies());
        assertThat(after).isEqualTo(before);
        Path other = Files.writeString(directory.resolve("other.json"), "{\"rose\": 3}");
        assertThat(runs("frequencies", "counted", other).err()).contains("no count of 1 classes", "such as \"tulip\"");
    }

    @Test
    void runsArePutAwayAndFetchedBack() throws Exception {
        push("one", 3L);
        push("two", 3L);
        assertThat(runs("archive", "one", "two").status()).isZero();
        assertThat(found("one").getArchived()).isTrue();
        assertThat(runs("unarchive", "two").status()).isZero();
        assertThat(found("two").getArchived()).isFalse();
        assertThat(found("one").getArchived()).isTrue();
    }

    @Test
    void allIsRefusedWhereOneRunIsNotThereOrOpen() throws Exception {
        push("here", 3L);
        push("open", null);
        Invocation unknown = runs("archive", "here", "nix");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("no run \"nix\"; `vlmstream runs` lists them");
        assertThat(runs("archive", "here", "open").err()).contains("run \"open\" is still open");
        assertThat(found("here").getArchived()).isFalse();
    }

    @Test
    void aDeletedRunLeavesAMarkerAndANoticeInEveryPartitionOfTheReferences() throws Exception {
        push("gone", 3L);
        Invocation unforced = runs("delete", "gone");
        assertThat(unforced.status()).isEqualTo(1);
        assertThat(unforced.err()).contains("give its address with --server, or delete with --force");
        assertThat(Deletions.isDeleted(found("gone"))).isFalse();

        Invocation unasked = runs("delete", "gone", "--force");
        assertThat(unasked.status()).isEqualTo(2);
        assertThat(unasked.err()).contains("confirm with --yes if there is no terminal");
        assertThat(Deletions.isDeleted(found("gone"))).isFalse();

        Invocation deleted = runs("delete", "gone", "--force", "--yes");

        assertThat(deleted.status()).as(deleted.err()).isZero();
        assertThat(Deletions.isDeleted(found("gone"))).isTrue();
        assertThat(found("gone").getModels()).isEmpty();
        List<Integer> noticed = noticed("gone");
        assertThat(noticed).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(runs("tag", "gone", "a=b").err()).contains("run \"gone\" was deleted");
    }

    /** Partitions of the references with a notice that a run is deleted. */
    private static List<Integer> noticed(String run) {
        List<Integer> noticed = new ArrayList<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", cluster.bootstrap());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(consumer.partitionsFor(cluster.name(Topic.REFERENCES)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> Deletions.noticed(record.headers())
                                .filter(run::equals)
                                .ifPresent(is -> noticed.add(record.partition())));
                return noticed.size() >= 4;
            });
        }
        return noticed;
    }
}
