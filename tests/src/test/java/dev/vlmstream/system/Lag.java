package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far consumer groups are behind the raw ends of the logs, as whoever scales on it is told. */
final class Lag {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Lag() {}

    /** All groups of services have committed up to the ends of all partitions of their topics, transaction markers included. */
    static void assertNone(String bootstrap) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            assertThat(groups(admin)).as("groups").isNotEmpty();
            await("lag of 0 on every partition of every group")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(of(admin)).isEmpty());
        }
    }

    static Set<String> groups(Admin admin) {
        try {
            return admin.listGroups().all().get().stream()
                    .map(GroupListing::groupId)
                    .collect(Collectors.toSet());
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** By group and partition, where it is not 0. */
    private static Map<String, Long> of(Admin admin) throws ExecutionException, InterruptedException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = admin.listConsumerGroupOffsets(
                        groups(admin).stream()
                                .filter(group -> group.contains("vlmstream-"))
                                .collect(Collectors.toMap(g -> g, g -> new ListConsumerGroupOffsetsSpec())))
                .all()
                .get();
        Map<String, Long> lag = new TreeMap<>();
        for (var group : committed.entrySet()) {
            Set<String> topics = group.getValue().keySet().stream()
                    .map(TopicPartition::topic)
                    .collect(Collectors.toSet());
            ends(admin, topics).forEach((partition, end) -> {
                OffsetAndMetadata at = group.getValue().get(partition);
                long behind = end.offset() - (at == null ? 0 : at.offset());
                if (behind != 0) {
                    lag.put(group.getKey() + " " + partition, behind);
                }
            });
        }
        return lag;
    }

    private static Map<TopicPartition, ListOffsetsResultInfo> ends(Admin admin, Set<String> topics)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        admin.describeTopics(topics)
                .allTopicNames()
                .get()
                .forEach((name, topic) -> topic.partitions()
                        .forEach(info -> asked.put(new TopicPartition(name, info.partition()), OffsetSpec.latest())));
        return admin.listOffsets(asked).all().get();
    }
}
