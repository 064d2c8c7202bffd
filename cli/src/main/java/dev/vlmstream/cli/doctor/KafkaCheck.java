package dev.vlmstream.cli.doctor;

import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.ClusterException;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.topics.Topic;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** The cluster that is named, or that of the stack which runs; nothing where there is neither. */
final class KafkaCheck {
    private final KafkaOption kafka;

    KafkaCheck(KafkaOption kafka) {
        this.kafka = kafka;
    }

    List<Finding> findings() {
        if (!kafka.isElsewhere() && kafka.stack().isEmpty()) {
            return List.of();
        }
        Cluster cluster = kafka.meant();
        try {
            cluster.requireReachable();
            return List.of(Finding.ok("Kafka", cluster.bootstrap() + " answers"), topics(cluster));
        } catch (ClusterException e) {
            return List.of(Finding.error("Kafka", e.getMessage(), "see docs/kafka.md"));
        }
    }

    private static Finding topics(Cluster cluster) {
        try (Admin admin = cluster.admin()) {
            List<String> problems = TopicSetup.problems(
                    new TopicSetup(cluster, admin).states(List.of(Topic.values())), cluster.bootstrap());
            return problems.isEmpty()
                    ? Finding.ok("topics", Topic.values().length + " as they should be")
                    : Finding.warning(
                            "topics", String.join("; ", problems), "`vlmstream topics check` has the details");
        }
    }
}
