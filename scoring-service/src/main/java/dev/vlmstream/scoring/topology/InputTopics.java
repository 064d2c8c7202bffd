package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    /** The topic of that name. */
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
}
