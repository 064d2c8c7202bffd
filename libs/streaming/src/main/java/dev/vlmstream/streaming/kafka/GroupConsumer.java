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
 * A group member that leaves no partition without an owner, whichever member is killed. The cooperative assignor moves a partition in
 * two rebalances: the first revokes it from its owner, which then asks for the second. A static member that is killed between the two
 * rejoins under its name without a rebalance and has nothing to revoke, so it asks for none: with Kafka's own assignor, the partition
 * stays without an owner until a member joins or leaves. {@link Assignor} therefore marks the assignments of members that owe a
 * rebalance, as Kafka Streams does.
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
                    "a member of this name was killed before it asked for the rebalance that reassigns its partitions");
        }
        return records;
    }

    /** Kafka's cooperative assignor, with the same name and results; it marks assignments that revoke partitions. */
    public static final class Assignor extends CooperativeStickyAssignor implements Configurable {
        private static final String REBALANCE_IS_DUE = "vlmstream.rebalance.is.due";

        private AtomicBoolean rebalanceIsDue;
        private boolean joined;

        @Override
        public void configure(Map<String, ?> settings) {
            rebalanceIsDue = (AtomicBoolean) settings.get(REBALANCE_IS_DUE);
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

        /** A new member owns nothing: if its first assignment revokes partitions, it is that of a killed member. */
        @Override
        public void onAssignment(Assignment assignment, ConsumerGroupMetadata member) {
            super.onAssignment(assignment, member);
            boolean revokes =
                    assignment.userData() != null && assignment.userData().hasRemaining();
            rebalanceIsDue.set(revokes && !joined);
            joined = true;
        }
    }
}
