package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The topics that are read together, partition by partition.
 *
 * @param prefix of every topic's name
 * @param partitions of each of them
 */
public record InputTopics(String prefix, int partitions, Map<String, Topic> byName) {
    /** The topics whose partitions belong together. */
    public static final List<Topic> TOPICS = Topic.JOINED;

    public InputTopics {
        if (partitions < 1) {
            throw new IllegalArgumentException("topics have at least one partition, got " + partitions);
        }
        byName = Map.copyOf(byName);
    }

    public InputTopics(String prefix, int partitions) {
        this(
                prefix,
                partitions,
                TOPICS.stream().collect(Collectors.toMap(topic -> topic.topicName(prefix), topic -> topic)));
    }

    @Nullable
    Topic topic(String name) {
        return byName.get(name);
    }

    /** The names, as a source takes them. */
    String[] names() {
        return byName.keySet().toArray(String[]::new);
    }

    /** Where Kafka's own producers send a key. */
    int partition(String key) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /**
     * Finds the topics that are read.
     *
     * @throws IllegalStateException if a topic is missing or their partitions differ in number
     */
    public static InputTopics find(KafkaSettings settings, String prefix) {
        List<String> names = TOPICS.stream().map(settings::name).sorted().toList();
        Map<String, Integer> partitions = partitions(settings, names);
        if (partitions.values().stream().distinct().count() != 1) {
            throw new IllegalStateException("topics " + partitions
                    + " must have the same number of partitions, because they are read together; create them again"
                    + " with one number, or let the service create them (vlmstream.topics.create=true)");
        }
        return new InputTopics(prefix, partitions.get(names.get(0)));
    }

    private static Map<String, Integer> partitions(KafkaSettings settings, List<String> names) {
        try (Admin admin = settings.admin()) {
            Map<String, Integer> partitions = new TreeMap<>();
            Map<String, TopicDescription> found =
                    admin.describeTopics(names).allTopicNames().get();
            found.forEach(
                    (name, topic) -> partitions.put(name, topic.partitions().size()));
            return partitions;
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "cannot look at the topics " + names + ": " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking at the topics", e);
        }
    }
}
