package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.schemas.cluster.BoundedAdmin;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How far the services' groups have come, and whether the brokers have all replicas, as an admin client is told. */
final class Offsets implements AutoCloseable {
    /** While the brokers do not tell. */
    static final long UNKNOWN = -1;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Admin admin;
    private final List<String> groups;

    /** Of the groups that there are now. */
    Offsets(String bootstrap) {
        int patience = (int) PATIENCE.toMillis();
        admin = new BoundedAdmin(Map.of(
                "bootstrap.servers", bootstrap,
                "request.timeout.ms", patience,
                "default.api.timeout.ms", patience,
                "reconnect.backoff.max.ms", 500));
        groups = answer(admin.listGroups().all(), List.<GroupListing>of()).stream()
                .map(GroupListing::groupId)
                .toList();
    }

    /** The sum of the offsets that a service's groups have committed; of all services if none is named. */
    long committed(String service) {
        long sum = 0;
        Map<String, Map<TopicPartition, OffsetAndMetadata>> all = read(service);
        for (Map<TopicPartition, OffsetAndMetadata> offsets : all.values()) {
            sum += offsets.values().stream()
                    .filter(offset -> offset != null)
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        }
        return all.isEmpty() ? UNKNOWN : sum;
    }

    /** Whether a service has nothing left to read: its groups stand at the ends of the logs. */
    boolean atEnd(String service) {
        Map<TopicPartition, Long> last = new HashMap<>();
        read(service)
                .values()
                .forEach(offsets -> offsets.forEach((partition, offset) -> {
                    if (offset != null) {
                        last.merge(partition, offset.offset(), Math::min);
                    }
                }));
        Map<TopicPartition, ListOffsetsResultInfo> ends = answer(
                admin.listOffsets(last.keySet().stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                        .all(),
                Map.of());
        return !last.isEmpty()
                && last.keySet().stream()
                        .allMatch(p -> ends.containsKey(p)
                                && last.get(p) >= ends.get(p).offset());
    }

    private Map<String, Map<TopicPartition, OffsetAndMetadata>> read(String service) {
        String kind = service.replaceAll("-\\d+$", "");
        return answer(
                admin.listConsumerGroupOffsets(groups.stream()
                                .filter(group -> group.contains(kind))
                                .collect(Collectors.toMap(g -> g, g -> new ListConsumerGroupOffsetsSpec())))
                        .all(),
                Map.of());
    }

    /** Whether all replicas of all partitions are in step. */
    boolean areReplicasInStep() {
        Set<String> topics = answer(
                admin.listTopics(new ListTopicsOptions().listInternal(true)).names(), Set.of());
        Map<String, TopicDescription> told = answer(admin.describeTopics(topics).allTopicNames(), Map.of());
        return !told.isEmpty()
                && told.values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition ->
                                partition.isr().size() == partition.replicas().size());
    }

    private static <T> T answer(KafkaFuture<T> asked, T otherwise) {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            return otherwise;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
