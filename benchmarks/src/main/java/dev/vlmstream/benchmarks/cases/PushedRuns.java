package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.benchmarks.measure.Side;
import dev.vlmstream.benchmarks.measure.Side.Round;
import dev.vlmstream.benchmarks.workload.TopicWriter;
import dev.vlmstream.benchmarks.workload.Waiting;
import dev.vlmstream.local.process.ResidentMemory;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.cluster.BoundedAdmin;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.tools.ProducerPerformance;

/** Pushes datasets to a broker, each time under another run, in processes of their own. */
final class PushedRuns implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final String MODEL = "not-running";
    private static final int PARTITIONS = 4;
    private static final String PERFORMANCE_TOPIC = "producer-performance";

    private final Path home;
    private final String bootstrap;
    private final Admin admin;
    private final Path classes;
    private final int items;
    private int runs;
    private long peakBytes;

    PushedRuns(Path home, String bootstrap, Path classes, int items) {
        this.home = home;
        this.bootstrap = bootstrap;
        this.admin = new BoundedAdmin(Map.of("bootstrap.servers", bootstrap));
        this.classes = classes;
        this.items = items;
        announce(bootstrap);
        emptyTopics();
    }

    /** What came of a push that was killed. */
    record Resumed(long before, long items) {}

    /** Both topics again, and alike: what was written before would fill disk and page cache, at the cost of who comes next. */
    private void emptyTopics() {
        Map<String, String> settings = new HashMap<>(Topic.ITEMS.settings(false));
        settings.put("file.delete.delay.ms", "0");
        List<String> topics = List.of(Topic.ITEMS.topicName(), PERFORMANCE_TOPIC);
        try {
            Set<String> there = admin.listTopics().names().get();
            admin.deleteTopics(topics.stream().filter(there::contains).toList())
                    .all()
                    .get();
            admin.createTopics(topics.stream()
                            .map(name ->
                                    new NewTopic(name, Optional.of(PARTITIONS), Optional.empty()).configs(settings))
                            .toList())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot empty the topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** As a service would that answers for the model asked. */
    private static void announce(String bootstrap) {
        TopicSetup.ensure(
                Cluster.open(bootstrap), List.of(Topic.values()), new TopicSetup.Shape(PARTITIONS, Optional.empty()));
        try (TopicWriter writer = new TopicWriter(bootstrap)) {
            writer.begin();
            writer.send(
                    Topic.MODELS,
                    MODEL,
                    Wire.of(ModelAnnouncement.class)
                            .encode(ModelAnnouncement.newBuilder()
                                    .setModel(MODEL)
                                    .setDigest("0".repeat(64))
                                    .setKind("classifier")
                                    .setTasks(List.of("supervised"))
                                    .setService("embed")
                                    .setSoftwareVersion("")
                                    .setAnnouncedAt(System.currentTimeMillis())
                                    .setLeaseMillis(Duration.ofDays(1).toMillis())
                                    .build()));
            writer.commit();
        }
    }

    /** Pushes once, which also makes the topics; what a record has on average, key and headers included. */
    int meanRecordBytes(Path dataset) {
        String run = push(dataset);
        AtomicLong bytes = new AtomicLong();
        AtomicLong count = new AtomicLong();
        read(run, item -> {
            bytes.addAndGet(item.serializedKeySize() + item.serializedValueSize());
            count.incrementAndGet();
        });
        if (count.get() != items) {
            throw new IllegalStateException("pushed " + items + " items, read " + count);
        }
        return Math.toIntExact(bytes.get() / items);
    }

    Side side(String name, Path dataset) {
        return side(name, () -> push(dataset));
    }

    /** Kafka's own measure of a producer, with push's settings. */
    Side yardstick(int recordBytes) {
        return side("kafka-producer-perf-test", () -> {
            List<String> command = Commands.java(
                    ProducerPerformance.class,
                    "--topic",
                    PERFORMANCE_TOPIC,
                    "--num-records",
                    items,
                    "--record-size",
                    recordBytes,
                    "--throughput",
                    -1,
                    "--producer-props",
                    "bootstrap.servers=" + bootstrap,
                    "acks=all",
                    "linger.ms=10",
                    "batch.size=" + (1 << 20),
                    "buffer.memory=" + (48 << 20),
                    "max.request.size=" + Topic.MAX_RECORD_BYTES);
            finish(start(command));
        });
    }

    private Side side(String name, Runnable work) {
        return Side.of(name, () -> {
            emptyTopics();
            settleDisk();
            long begun = System.nanoTime();
            work.run();
            return Round.since(begun, items);
        });
    }

    /** What was written before is on the disk first, so that no side pays for another's; on systems that have the command. */
    private static void settleDisk() {
        try {
            new ProcessBuilder("sync").start().waitFor();
        } catch (IOException e) {
            // Then it writes while the next side is measured.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The most memory that a push has had. */
    double peakMegabytes() {
        return peakBytes / 1024.0 / 1024.0;
    }

    /** Kills a push when about half of its records have arrived, and does it again. */
    Resumed killedAndResumed(Path dataset) {
        String run = "killed";
        emptyTopics();
        long from = written();
        Process process = start(command(dataset, run));
        while (process.isAlive() && written() - from < items / 2) {
            Waiting.pause(LOOK);
        }
        process.destroyForcibly().onExit().join();
        long before = written() - from;
        finish(start(command(dataset, run)));
        Set<String> different = new HashSet<>();
        read(run, item -> different.add(item.key()));
        return new Resumed(before, different.size());
    }

    private String push(Path dataset) {
        String run = "push-" + ++runs;
        finish(start(command(dataset, run)));
        return run;
    }

    private List<String> command(Path dataset, String run) {
        return List.of(
                home.resolve("vlmstream").toString(),
                "push",
                dataset.toString(),
                "--classes",
                classes.toString(),
                "--bootstrap",
                bootstrap,
                "--models",
                MODEL,
                "--run",
                run);
    }

    private static Process start(List<String> command) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
            builder.environment().put("VLMSTREAM_NO_BUILD", "1");
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.get(0), e);
        }
    }

    private static Path log() {
        return Path.of(System.getProperty("java.io.tmpdir"), "vlmstream-push.log");
    }

    private void finish(Process process) {
        try {
            while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                peakBytes = Math.max(peakBytes, ResidentMemory.peak(process.pid()));
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(
                        process.info().command().orElse("a process") + " failed: " + Files.readString(log()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private long written() {
        try {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            admin.describeTopics(List.of(Topic.ITEMS.topicName()))
                    .allTopicNames()
                    .get()
                    .values()
                    .forEach(topic -> topic.partitions()
                            .forEach(partition -> latest.put(
                                    new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest())));
            return admin.listOffsets(latest).all().get().values().stream()
                    .mapToLong(offset -> offset.offset())
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot see how much was written", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Reads a run's records. */
    private void read(String run, Consumer<ConsumerRecord<String, byte[]>> to) {
        byte[] id = run.getBytes(StandardCharsets.UTF_8);
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topic.ITEMS.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> item : consumer.poll(Duration.ofSeconds(1))) {
                    if (Arrays.equals(
                            item.headers().lastHeader(EventHeaders.RUN).value(), id)) {
                        to.accept(item);
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
