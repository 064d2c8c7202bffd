package dev.vlmstream.streaming.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A member of a group whose partitions all have an owner, whoever is killed. The cooperative assignor moves a partition in two
 * rebalances: the first takes it from its owner, who calls for the second when it has let go of it. A static member that is killed
 * between the two comes back under its name without a rebalance, has nothing to let go of, and so calls for none: Kafka's own assignor
 * then leaves the partition to nobody until a member comes or goes. Kafka Streams tells members in their assignments that a rebalance
 * is due, and so does {@link Assignor}.
 */
final class GroupConsumer extends KafkaConsumer<byte[], byte[]> {
    private final AtomicBoolean rebalanceIsDue;

    /** @param settings of a member; its assignor, if it has one, is {@link Assignor} */
    GroupConsumer(Map<String, Object> settings) {
        this(settings, new AtomicBoolean());
    }

    private GroupConsumer(Map<String, Object> settings, AtomicBoolean rebalanceIsDue) {
        super(with(settings, rebalanceIsDue), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.rebalanceIsDue = rebalanceIsDue;
    }

    private static Map<String, Object> with(Map<String, Object> settings, AtomicBoolean rebalanceIsDue) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(Assignor.REBALANCE_IS_DUE, rebalanceIsDue);
        return all;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
        if (rebalanceIsDue.getAndSet(false)) {
            enforceRebalance(
                    "a member of this name was killed before it called for the rebalance that hands its partitions on");
        }
        return records;
    }

    /** Kafka's cooperative assignor, by its name and with its results; members that are to let go of partitions are told so. */
    public static final class Assignor extends CooperativeStickyAssignor implements Configurable {
        private static final String REBALANCE_IS_DUE = "vlmstream.rebalance.is.due";

        private AtomicBoolean rebalanceIsDue = new AtomicBoolean();
        private boolean joined;

        @Override
        public void configure(Map<String, ?> settings) {
            if (settings.get(REBALANCE_IS_DUE) instanceof AtomicBoolean due) {
                rebalanceIsDue = due;
            }
        }

        @Override
        public GroupAssignment assign(Cluster metadata, GroupSubscription group) {
            Map<String, Assignment> all =
                    new HashMap<>(super.assign(metadata, group).groupAssignment());
            all.replaceAll((member, given) -> {
                var owned = group.groupSubscription().get(member).ownedPartitions();
                return new HashSet<>(given.partitions()).containsAll(owned)
                        ? given
                        : new Assignment(given.partitions(), ByteBuffer.wrap(new byte[] {1}));
            });
            return new GroupAssignment(all);
        }

        /** Who joins owns nothing: if the first assignment is of one that was to let go, it was another's. */
        @Override
        public void onAssignment(Assignment assignment, ConsumerGroupMetadata member) {
            super.onAssignment(assignment, member);
            boolean lettingGo =
                    assignment.userData() != null && assignment.userData().hasRemaining();
            rebalanceIsDue.set(lettingGo && !joined);
            joined = true;
        }
    }
}
