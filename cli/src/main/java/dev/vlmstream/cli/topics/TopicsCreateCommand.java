package dev.vlmstream.cli.topics;

import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.options.Numbers;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.cluster.TopicState;
import dev.vlmstream.schemas.topics.Topic;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "create",
        description = {
            "Creates missing topics; existing ones stay unchanged. With three or more replicas, two must confirm"
                    + " each write (min.insync.replicas=2).",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream topics create --bootstrap kafka.example:9092 --partitions 12 --replication 3",
            "  vlmstream topics create --kafka-config admin.properties --topic-prefix team-a."
        })
final class TopicsCreateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOption kafka;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            converter = Numbers.FromOne.class,
            description = "Partitions of each: the most replicas of a service that can share its work (default: as many"
                    + " as existing topics have, else 4).")
    private @Nullable Integer partitions;

    @Option(names = "--replication", paramLabel = "N", description = "Replication factor (default: the broker's).")
    private @Nullable Short replication;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Cluster cluster = kafka.cluster();
        PrintWriter out = spec.commandLine().getOut();
        try (Admin admin = cluster.admin()) {
            TopicSetup setup = new TopicSetup(cluster, admin);
            List<TopicState> states = setup.states(List.of(Topic.values()));
            List<TopicState> missing =
                    states.stream().filter(state -> !state.exists()).toList();
            int count = partitions == null ? partitions(states) : partitions;
            setup.create(
                    missing.stream().map(TopicState::topic).toList(),
                    new TopicSetup.Shape(count, Optional.ofNullable(replication)));
            if (json) {
                out.println(Json.line(
                        Map.of("created", missing.stream().map(TopicState::name).toList(), "partitions", count)));
            } else {
                missing.forEach(state -> out.println("created " + state.name() + ", " + count + " partitions"));
                if (missing.isEmpty()) {
                    out.println("all topics exist");
                }
            }
        }
        out.flush();
        return 0;
    }

    private static int partitions(List<TopicState> states) {
        return states.stream()
                .filter(TopicState::exists)
                .mapToInt(TopicState::partitions)
                .findFirst()
                .orElse(Topic.PARTITIONS);
    }
}
