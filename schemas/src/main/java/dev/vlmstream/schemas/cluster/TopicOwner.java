package dev.vlmstream.schemas.cluster;

import dev.vlmstream.schemas.InstallationMark;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.topics.UnreadableRecord;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The installation that topics belong to. Two under the same names would put each other's replicas out of their groups and
 * transactions, so that neither gets anywhere: each leaves its mark before it works, and one that finds another's refuses to.
 * Marks have keys of their own and lie in one partition, in whose order the first counts, so that of two that come at the same
 * moment one stays; the other removes its mark again.
 */
public final class TopicOwner {
    private static final int PARTITION = 0;
    private static final Duration POLL = Duration.ofMillis(500);

    private final Cluster cluster;
    private final Wire<InstallationMark> wire = Wire.of(InstallationMark.class);

    public TopicOwner(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The mark that counts; empty if there is none. */
    public Optional<InstallationMark> find() {
        return marks().stream().findFirst();
    }

    /**
     * Leaves the mark of an installation, unless it is there.
     *
     * @param installation its name, the same in all of its processes and over restarts
     * @throws ClusterException if the topics are another's
     */
    public void claim(String installation) {
        Optional<InstallationMark> owner = find();
        while (owner.isEmpty()) {
            write(List.of(installation), new InstallationMark(installation, System.currentTimeMillis()));
            // Who came at the same moment may have been first.
            owner = find();
        }
        if (!owner.get().getInstallation().equals(installation)) {
            withdraw(installation);
            throw new ClusterException(refusal(owner.get(), installation));
        }
    }

    private void withdraw(String installation) {
        List<String> own = marks().stream()
                .map(InstallationMark::getInstallation)
                .filter(installation::equals)
                .toList();
        if (!own.isEmpty()) {
            write(own, null);
        }
    }

    /** Removes all marks: the next installation that comes has the topics. */
    public void release() {
        write(marks().stream().map(InstallationMark::getInstallation).toList(), null);
    }

    private String refusal(InstallationMark owner, String installation) {
        String prefix = cluster.names().prefix();
        return "the topics " + (prefix.isEmpty() ? "without a prefix" : "with the prefix " + prefix) + " at "
                + cluster.bootstrap() + " belong to another installation, " + describe(owner)
                + ", and two under the same names would stop each other; give this one, " + installation
                + ", its own prefix: vlmstream up --topic-prefix " + ownPrefix(installation)
                + ", kafka.topicPrefix in the chart, vlmstream.topics.prefix of a service. If the other one is gone for"
                + " good: " + TopicSetup.command("release", cluster.bootstrap(), prefix);
    }

    /** For people: whose it is, and since when. */
    public static String describe(InstallationMark mark) {
        return mark.getInstallation() + " (since " + Instant.ofEpochMilli(mark.getSince()) + ")";
    }

    /** One that it can take: made of its namespace and release, or of user and host. */
    private String ownPrefix(String installation) {
        String name = installation.replaceFirst(":.*", "").replaceAll("[^A-Za-z0-9._-]", "-");
        return name + (cluster.names().prefix().equals(name + ".") ? "-2." : ".");
    }

    /** In the order in which they were left. */
    private Collection<InstallationMark> marks() {
        TopicPartition place = new TopicPartition(cluster.name(Topic.INSTALLATIONS), PARTITION);
        Map<String, InstallationMark> marks = new LinkedHashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = reader()) {
            consumer.assign(List.of(place));
            consumer.seekToBeginning(List.of(place));
            long end = consumer.endOffsets(List.of(place)).get(place);
            long begun = System.nanoTime();
            while (consumer.position(place) < end) {
                consumer.poll(POLL).forEach(record -> put(record, marks));
                if (System.nanoTime() - begun > Cluster.PATIENCE.toNanos()) {
                    throw new TimeoutException("cannot read " + place);
                }
            }
        } catch (KafkaException e) {
            throw cluster.explain(e);
        }
        return marks.values();
    }

    /** What cannot be read is no mark: it costs no more than itself. */
    private void put(ConsumerRecord<byte[], byte[]> record, Map<String, InstallationMark> marks) {
        String key = UnreadableRecord.keyOf(record);
        if (record.value() == null) {
            marks.remove(key);
            return;
        }
        try {
            InstallationMark mark = wire.decode(record.value());
            if (mark.getInstallation().equals(key)) {
                marks.putIfAbsent(key, mark);
            }
        } catch (WireException e) {
            // Not left by an installation.
        }
    }

    private KafkaConsumer<byte[], byte[]> reader() {
        Map<String, Object> settings = cluster.client(Map.of(
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false));
        settings.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) Cluster.PATIENCE.toMillis());
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void write(List<String> installations, @Nullable InstallationMark mark) {
        try (KafkaProducer<String, byte[]> producer = cluster.producer(new StringSerializer(), Map.of())) {
            for (String installation : installations) {
                producer.send(new ProducerRecord<>(
                                cluster.name(Topic.INSTALLATIONS),
                                PARTITION,
                                installation,
                                mark == null ? null : wire.encode(mark)))
                        .get();
            }
        } catch (ExecutionException e) {
            throw cluster.explain(e.getCause());
        } catch (KafkaException e) {
            throw cluster.explain(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while claiming the topics at " + cluster.bootstrap(), e);
        }
    }
}
