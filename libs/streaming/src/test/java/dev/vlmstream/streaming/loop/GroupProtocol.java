package dev.vlmstream.streaming.loop;

import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.kafka.KafkaSettings;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** How a group shares its partitions. */
public enum GroupProtocol {
    /** As services run: the members rebalance, by the cooperative assignor. */
    CLASSIC {
        @Override
        KafkaSettings settings(StreamConfig config) {
            return new KafkaSettings(config);
        }
    },
    /** {@code group.protocol=consumer} (KIP-848): the broker assigns. */
    CONSUMER {
        @Override
        KafkaSettings settings(StreamConfig config) {
            return new BrokerAssigned(config);
        }
    };

    abstract KafkaSettings settings(StreamConfig config);

    private static final class BrokerAssigned extends KafkaSettings {
        /** These are the broker's then. */
        private static final Set<String> OF_MEMBERS = Set.of(
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);

        BrokerAssigned(StreamConfig config) {
            super(config);
        }

        @Override
        protected Map<String, Object> membership(String group, int mostRecords) {
            Map<String, Object> settings = super.membership(group, mostRecords);
            settings.keySet().removeAll(OF_MEMBERS);
            settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
            return settings;
        }
    }
}
