package dev.vlmstream.containers;

import dev.vlmstream.schemas.cluster.Cluster;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What the broker knows of consumer groups. */
final class Groups implements AutoCloseable {
    private final Admin admin;
    private final Set<String> names;

    Groups(String bootstrap, Set<String> names) {
        this.admin = Cluster.open(bootstrap).admin();
        this.names = names;
    }

    /** Those that have a member. */
    Set<String> alive() throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(names).all().get().values().stream()
                .filter(group -> !group.members().isEmpty())
                .map(group -> group.groupId())
                .collect(Collectors.toSet());
    }

    /** Whether all of them have committed everything that there is. */
    boolean areAtTheEnds() throws ExecutionException, InterruptedException {
        for (String name : names) {
            Map<TopicPartition, Long> committed = committed(name);
            if (committed.isEmpty() || !committed.equals(ends(committed.keySet()))) {
                return false;
            }
        }
        return true;
    }

    private Map<TopicPartition, Long> committed(String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, offset -> offset.getValue().offset()));
    }

    private Map<TopicPartition, Long> ends(Set<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    @Override
    public void close() {
        admin.close();
    }
}
