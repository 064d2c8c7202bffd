package dev.vlmstream.scoring.service;

import dev.vlmstream.scoring.topology.InputTopics;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** Finds the topics that are read, and that their partitions match. */
final class Inputs {
    private Inputs() {}

    /** @throws IllegalStateException if a topic is missing or their partitions differ in number */
    static InputTopics find(KafkaSettings settings, String prefix) {
        List<String> names =
                InputTopics.TOPICS.stream().map(settings::name).sorted().toList();
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
