package dev.vlmstream.streaming.loop;

import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.health.LoopMonitor;
import dev.vlmstream.streaming.health.LoopMonitors;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Topics of one test, and processes of the same installation that work on them. */
public final class Installation implements AutoCloseable {
    /** What the tests read and write; each test's topics burden the one broker until the last test ends. */
    private static final List<Topic> TOPICS =
            List.of(Topic.RUNS, Topic.MODELS, Topic.ITEMS, Topic.PREDICTIONS, Topic.DEAD_LETTERS);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String bootstrap;
    private final String prefix = "t" + NUMBER.incrementAndGet() + "-";
    private final List<Process> processes = new ArrayList<>();
    public final KafkaSettings settings;

    public Installation(String bootstrap) {
        this.bootstrap = bootstrap;
        StreamConfig config = config(bootstrap, prefix, "0");
        settings = new KafkaSettings(config);
        TopicSetup.ensure(settings.cluster(), TOPICS, new TopicSetup.Shape(2, Optional.empty()));
    }

    /** A replica of the service. */
    public record Process(
            Loops loops,
            LoopMonitors monitors,
            KafkaSettings settings,
            StreamConfig config,
            SimpleMeterRegistry meters) {
        public void start(String group, BatchHandler handler) {
            loops.start(loops.spec(group, Topic.ITEMS), handler);
        }

        /** How often its loops began again. */
        public double restarts() {
            return meters.find("vlmstream.loop.restarts").counters().stream()
                    .mapToDouble(Counter::count)
                    .sum();
        }

        public LoopMonitor monitor() {
            return monitors.all().get(0);
        }

        public void stop() {
            try {
                loops.stop(new ShutdownEvent());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    public Process process(String instance, String... more) {
        Process process = process(config(bootstrap, prefix, instance, more));
        processes.add(process);
        return process;
    }

    Process process(GroupProtocol protocol, String instance, String... more) {
        return process(
                instance,
                Stream.concat(protocol.settings().stream(), Stream.of(more)).toArray(String[]::new));
    }

    /** A replica in a process of its own. */
    public static Process alone(String bootstrap, String prefix, String instance, String... more) {
        return process(config(bootstrap, prefix, instance, more));
    }

    private static Process process(StreamConfig config) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        KafkaSettings own = new KafkaSettings(config);
        LoopMonitors monitors = new LoopMonitors(own);
        return new Process(new Loops(own, config, registry, monitors), monitors, own, config, registry);
    }

    /** Puts a replica out of its group, as the group does when it has heard nothing of it for too long. */
    void remove(Process process) {
        String group = settings.names().group("echo");
        try (Admin admin = settings.admin()) {
            MemberToRemove member = new MemberToRemove(process.settings().member(group));
            admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions(Set.of(member)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String prefix() {
        return prefix;
    }

    private static StreamConfig config(String bootstrap, String prefix, String instance, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "bootstrap",
                bootstrap,
                "instance",
                instance,
                "topics.prefix",
                prefix,
                "topics.partitions",
                "2",
                "session-timeout",
                "6s"));
        all.addAll(List.of(more));
        return TestConfig.of(all.toArray(String[]::new));
    }

    /** Values into the items topic, spread over its partitions. */
    public void push(List<String> values) {
        try (Producer<byte[], byte[]> producer = settings.plainProducer()) {
            for (int i = 0; i < values.size(); i++) {
                producer.send(new ProducerRecord<>(settings.name(Topic.ITEMS), i % 2, null, utf8(values.get(i))));
            }
        }
    }

    /** All that was committed to a topic until now. */
    public List<ConsumerRecord<byte[], byte[]>> committed(Topic topic) {
        try (Consumer<byte[], byte[]> consumer = settings.reader()) {
            List<TopicPartition> partitions = consumer.partitionsFor(settings.name(topic)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** Values that {@link EchoHandler} wrote. */
    public List<String> echoes() {
        return committed(Topic.PREDICTIONS).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        processes.forEach(Process::stop);
    }
}
