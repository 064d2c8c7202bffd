package dev.vlmstream.schemas.cluster;

import dev.vlmstream.schemas.topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A topic as the cluster has it.
 *
 * @param partitions 0 if it is missing
 * @param replication of the partition that has the fewest replicas
 * @param settings as far as this user may see them
 */
public record TopicState(Topic topic, String name, int partitions, int replication, Map<String, String> settings) {
    public TopicState {
        settings = Map.copyOf(settings);
    }

    static TopicState missing(Topic topic, String name) {
        return new TopicState(topic, name, 0, 0, Map.of());
    }

    public boolean exists() {
        return partitions > 0;
    }

    /** The largest record that it takes, in bytes; empty where this user may not see it. */
    public Optional<Integer> largest() {
        return Optional.ofNullable(settings.get(Topic.MAX_BYTES)).map(Integer::valueOf);
    }

    /** What should be otherwise, each with what fixes it; empty if all is well. */
    public List<String> problems(String bootstrap) {
        if (!exists()) {
            return List.of(name + " is missing; create it: " + TopicSetup.command("create", bootstrap, prefix()));
        }
        List<String> problems = new ArrayList<>();
        largest()
                .filter(bytes -> bytes < Topic.MAX_RECORD_BYTES)
                .ifPresent(bytes -> problems.add(name + " takes records of " + bytes + " bytes, and may get some of "
                        + Topic.MAX_RECORD_BYTES + ": larger ones become dead letters; "
                        + alter(bootstrap, Topic.MAX_BYTES, String.valueOf(Topic.MAX_RECORD_BYTES))));
        wrong("cleanup.policy")
                .ifPresent(is -> problems.add(name + " is kept by " + is + ", not by " + expected("cleanup.policy")
                        + "; " + alter(bootstrap, "cleanup.policy", policy())));
        wrong(Topic.TIMESTAMPS)
                .ifPresent(is -> problems.add(name + " takes timestamps from the writers' clocks ("
                        + Topic.TIMESTAMPS + "=" + is + "), one of which may be wrong; "
                        + alter(bootstrap, Topic.TIMESTAMPS, expected(Topic.TIMESTAMPS))));
        int inSync = Integer.parseInt(settings.getOrDefault(Topic.MIN_IN_SYNC, "2"));
        if (replication >= Topic.REPLICATED && inSync < 2) {
            problems.add(name + " has " + replication + " replicas, but acknowledges what one of them has ("
                    + Topic.MIN_IN_SYNC + "=" + inSync + "); " + alter(bootstrap, Topic.MIN_IN_SYNC, "2"));
        }
        if (inSync > replication) {
            problems.add(name + " has " + replication + " replicas and takes nothing with fewer than " + inSync + " ("
                    + Topic.MIN_IN_SYNC + "); " + alter(bootstrap, Topic.MIN_IN_SYNC, "1"));
        }
        return problems;
    }

    private Optional<String> wrong(String key) {
        return Optional.ofNullable(settings.get(key)).filter(is -> !is.equals(expected(key)));
    }

    private String expected(String key) {
        return topic.settings().get(key);
    }

    /** As the broker's command takes it. */
    private String policy() {
        String policy = topic.settings().get("cleanup.policy");
        return policy.contains(",")
                ? "[" + policy + "],retention.ms=" + topic.settings().get("retention.ms")
                : policy;
    }

    private String alter(String bootstrap, String key, String value) {
        return "kafka-configs --bootstrap-server " + bootstrap + " --alter --topic " + name + " --add-config " + key
                + "=" + value;
    }

    private String prefix() {
        return name.substring(0, name.length() - topic.topicName().length());
    }
}
