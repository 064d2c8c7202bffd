package dev.vlmstream.schemas.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing; those that exist are left as they are. */
public final class TopicSetup {
    private TopicSetup() {}

    /**
     * @param prefix put before every topic's name; empty for none
     * @param partitions of each new topic; compacted ones too, so that all can be read in step
     * @param replication replicas of each new partition; empty: the broker's default
     */
    public static void ensure(Admin admin, String prefix, int partitions, Optional<Short> replication)
            throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<NewTopic> missing = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            if (!existing.contains(topic.topicName(prefix))) {
                missing.add(new NewTopic(topic.topicName(prefix), Optional.of(partitions), replication)
                        .configs(topic.settings()));
            }
        }
        for (var created : admin.createTopics(missing).values().values()) {
            try {
                created.get();
            } catch (ExecutionException e) {
                // Another service starting at the same time was faster.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }
}
