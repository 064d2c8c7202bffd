package dev.vlmstream.schemas.cluster;

import dev.vlmstream.schemas.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks at topics, and creates those that are missing; those that exist are left as they are. */
public final class TopicSetup {
    private static final int TURN_MS = 50;
    /** A broker whose disk is slow and that creates many partitions at once takes tens of seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final Admin admin;

    public TopicSetup(Cluster cluster, Admin admin) {
        this.cluster = cluster;
        this.admin = admin;
    }

    /**
     * How topics are created.
     *
     * @param partitions of each; compacted ones too, so that all can be read in step
     * @param replication replicas of each partition; empty: the broker's default
     */
    public record Shape(int partitions, Optional<Short> replication) {
        public Shape {
            if (partitions < 1) {
                throw new IllegalArgumentException("topics have at least one partition, not " + partitions);
            }
        }
    }

    /** What creates missing topics ({@code create}), or does something else with those of a prefix. */
    static String command(String what, String bootstrap, String prefix) {
        return "vlmstream topics " + what + " --bootstrap " + bootstrap
                + (prefix.isEmpty() ? "" : " --topic-prefix " + prefix);
    }

    /** The failure of a topic that is not there. */
    public static ClusterException missing(Cluster cluster, Topic topic) {
        return new ClusterException(TopicState.missing(topic, cluster.name(topic))
                .problems(cluster.bootstrap())
                .get(0));
    }

    /** Creates the topics in a cluster that anybody may create topics in, or finds them there. */
    public static void ensure(Cluster cluster, Collection<Topic> topics, Shape shape) {
        try (Admin admin = cluster.admin()) {
            new TopicSetup(cluster, admin).ensure(topics, shape);
        } catch (org.apache.kafka.common.KafkaException e) {
            throw cluster.explain(e);
        }
    }

    /**
     * Creates those of the topics that are missing.
     *
     * @return all of them as they are then
     * @throws ClusterException naming those that are missing and may not be created, with the command that does
     */
    public List<TopicState> ensure(Collection<Topic> topics, Shape shape) {
        List<TopicState> states = states(topics);
        List<Topic> missing = states.stream()
                .filter(state -> !state.exists())
                .map(TopicState::topic)
                .toList();
        if (missing.isEmpty()) {
            return states;
        }
        create(missing, shape);
        return states(topics);
    }

    /**
     * The topics as they are.
     *
     * @throws ClusterException if this user may not look at one of them
     */
    public List<TopicState> states(Collection<Topic> topics) {
        Map<Topic, TopicDescription> found = new HashMap<>();
        Map<String, KafkaFuture<TopicDescription>> pending = admin.describeTopics(
                        topics.stream().map(cluster::name).toList())
                .topicNameValues();
        for (Topic topic : topics) {
            describe(topic, pending.get(cluster.name(topic))).ifPresent(description -> found.put(topic, description));
        }
        Map<Topic, Map<String, String>> settings = settings(found.keySet());
        return topics.stream()
                .map(topic -> state(topic, found.get(topic), settings.getOrDefault(topic, Map.of())))
                .toList();
    }

    /** @throws ClusterException naming those that are missing, with the command that creates them */
    public List<TopicState> requireThere(Collection<Topic> topics) {
        List<TopicState> states = states(topics);
        states.stream().filter(state -> !state.exists()).findFirst().ifPresent(state -> {
            throw missing(cluster, state.topic());
        });
        return states;
    }

    /** @throws ClusterException if this user may not, with the command for one who may */
    public void create(Collection<Topic> topics, Shape shape) {
        if (topics.isEmpty()) {
            return;
        }
        boolean replicated = replication(topics, shape) >= Topic.REPLICATED;
        CreateTopicsResult result = admin.createTopics(news(topics, shape, replicated));
        for (Topic topic : topics) {
            try {
                get(result.values().get(cluster.name(topic)));
            } catch (ExecutionException e) {
                // Another service starting at the same time was faster.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw refused(topics, e.getCause());
                }
            }
        }
        awaitThere(topics);
    }

    /** The controller has them; brokers learn of it later. */
    private void awaitThere(Collection<Topic> topics) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<TopicState> states = states(topics);
            if (states.stream().allMatch(TopicState::exists)) {
                awaitLeaders(states);
                return;
            }
            if (System.nanoTime() > end) {
                throw new ClusterException("created, but not to be seen at " + cluster.bootstrap() + " after "
                        + PATIENCE.toSeconds() + " s: "
                        + states.stream()
                                .filter(state -> !state.exists())
                                .map(TopicState::name)
                                .collect(Collectors.joining(", ")));
            }
            try {
                Thread.sleep(TURN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted while creating the topics at " + cluster.bootstrap(), e);
            }
        }
    }

    /**
     * A broker that leads a new partition refuses what comes a moment before it knows that. Where a producer's first batch is
     * refused so and its second is not, the first is out of order for good (OutOfOrderSequenceException until its delivery times
     * out): the client asks each leader, again until it answers.
     */
    private void awaitLeaders(List<TopicState> states) {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        for (TopicState state : states) {
            for (int partition = 0; partition < state.partitions(); partition++) {
                partitions.put(new TopicPartition(state.name(), partition), OffsetSpec.earliest());
            }
        }
        try {
            get(admin.listOffsets(partitions).all());
        } catch (ExecutionException e) {
            // Whoever writes there will be told what is wrong.
        }
    }

    /** How many replicas there will be; 1 where the broker does not say. */
    private int replication(Collection<Topic> topics, Shape shape) {
        if (shape.replication().isPresent()) {
            return shape.replication().get();
        }
        Topic any = topics.iterator().next();
        CreateTopicsResult trial =
                admin.createTopics(news(List.of(any), shape, false), new CreateTopicsOptions().validateOnly(true));
        try {
            return get(trial.replicationFactor(cluster.name(any)));
        } catch (ExecutionException e) {
            return 1;
        }
    }

    private List<NewTopic> news(Collection<Topic> topics, Shape shape, boolean replicated) {
        return topics.stream()
                .map(topic -> new NewTopic(cluster.name(topic), Optional.of(shape.partitions()), shape.replication())
                        .configs(topic.settings(replicated)))
                .toList();
    }

    private ClusterException refused(Collection<Topic> topics, Throwable cause) {
        String names = topics.stream().map(cluster::name).sorted().collect(Collectors.joining(", "));
        if (cause instanceof AuthorizationException || cause instanceof PolicyViolationException) {
            return new ClusterException(
                    "topics are missing at " + cluster.bootstrap() + " and may not be created (" + cause.getMessage()
                            + "): " + names + "; create them: "
                            + command(
                                    "create",
                                    cluster.bootstrap(),
                                    cluster.names().prefix()),
                    cause);
        }
        return new ClusterException(
                "cannot create " + names + ": " + cluster.explain(cause).getMessage(), cause);
    }

    private Optional<TopicDescription> describe(Topic topic, KafkaFuture<TopicDescription> pending) {
        try {
            return Optional.of(get(pending));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            if (e.getCause() instanceof AuthorizationException) {
                throw new ClusterException(
                        "Kafka at " + cluster.bootstrap() + " does not let this user see " + cluster.name(topic)
                                + ", or it does not exist; `vlmstream topics acls` prints the rights that are needed",
                        e.getCause());
            }
            throw cluster.explain(e.getCause());
        }
    }

    private Map<Topic, Map<String, String>> settings(Collection<Topic> topics) {
        Map<Topic, ConfigResource> resources = topics.stream()
                .collect(Collectors.toMap(
                        topic -> topic, topic -> new ConfigResource(ConfigResource.Type.TOPIC, cluster.name(topic))));
        Map<ConfigResource, KafkaFuture<Config>> pending =
                admin.describeConfigs(resources.values()).values();
        Map<Topic, Map<String, String>> settings = new HashMap<>();
        resources.forEach((topic, resource) -> {
            try {
                Map<String, String> values = new HashMap<>();
                get(pending.get(resource)).entries().stream()
                        .filter(entry -> entry.value() != null)
                        .forEach(entry -> values.put(entry.name(), entry.value()));
                settings.put(topic, values);
            } catch (ExecutionException e) {
                // Anyone who may not see the settings does without.
                settings.put(topic, Map.of());
            }
        });
        return settings;
    }

    private TopicState state(Topic topic, TopicDescription found, Map<String, String> settings) {
        if (found == null) {
            return TopicState.missing(topic, cluster.name(topic));
        }
        int replication = found.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        return new TopicState(topic, found.name(), found.partitions().size(), replication, settings);
    }

    private <T> T get(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while looking at the topics of " + cluster.bootstrap(), e);
        }
    }

    /** What is wrong with topics, taken together and one by one. */
    public static List<String> problems(List<TopicState> states, String bootstrap) {
        List<String> problems = new ArrayList<>();
        states.forEach(state -> problems.addAll(state.problems(bootstrap)));
        List<TopicState> joined = states.stream()
                .filter(state -> state.exists() && Topic.JOINED.contains(state.topic()))
                .toList();
        if (joined.stream().map(TopicState::partitions).distinct().count() > 1) {
            problems.add(joined.stream()
                            .map(state -> state.name() + " has " + state.partitions())
                            .collect(Collectors.joining(", "))
                    + " partitions: these topics are joined by key and need the same number; delete them while they"
                    + " are empty and create them again");
        }
        return problems;
    }
}
