package dev.vlmstream.cli.topics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.cluster.TopicState;
import dev.vlmstream.schemas.topics.Topic;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = {"Lists the topics in the cluster; settings that this user may not see are shown as –.", ""},
        footer = {"", "Examples:", "  vlmstream topics list", "  vlmstream topics list --kafka-config client.properties"
        })
final class TopicsListCommand implements Callable<Integer> {
    private static final String UNSEEN = "–";

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOption kafka;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Cluster cluster = kafka.cluster();
        List<TopicState> states = states(cluster);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(asJson(states, cluster.bootstrap())));
        } else {
            table(states, cluster.bootstrap()).lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }

    /** All topics of the installation, missing ones too. */
    static List<TopicState> states(Cluster cluster) {
        try (Admin admin = cluster.admin()) {
            return new TopicSetup(cluster, admin).states(List.of(Topic.values()));
        }
    }

    private static TextTable table(List<TopicState> states, String bootstrap) {
        TextTable table = new TextTable(
                "topic", ">partitions", ">replicas", ">min.insync", ">max.message.bytes", "kept by", "state");
        states.forEach(state -> table.row(
                state.name(),
                state.exists() ? state.partitions() : UNSEEN,
                state.exists() ? state.replication() : UNSEEN,
                setting(state, "min.insync.replicas"),
                setting(state, "max.message.bytes"),
                setting(state, "cleanup.policy"),
                word(state, bootstrap)));
        return table;
    }

    private static String word(TopicState state, String bootstrap) {
        if (!state.exists()) {
            return "missing";
        }
        return state.problems(bootstrap).isEmpty() ? "ok" : "wrong; vlmstream topics check says what";
    }

    private static String setting(TopicState state, String key) {
        return state.settings().getOrDefault(key, UNSEEN);
    }

    private static ArrayNode asJson(List<TopicState> states, String bootstrap) {
        ArrayNode all = Json.array();
        states.forEach(state -> all.add(Json.object()
                .put("topic", state.name())
                .put("partitions", state.partitions())
                .put("replication", state.replication())
                .put("minInsyncReplicas", state.settings().get("min.insync.replicas"))
                .put("maxMessageBytes", state.largest().orElse(null))
                .put("cleanupPolicy", state.settings().get("cleanup.policy"))
                .set("problems", Json.MAPPER.valueToTree(state.problems(bootstrap)))));
        return all;
    }
}
