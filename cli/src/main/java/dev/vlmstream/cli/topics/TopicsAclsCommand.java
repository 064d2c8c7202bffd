package dev.vlmstream.cli.topics;

import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Rights;
import dev.vlmstream.schemas.topics.TopicUser;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "acls",
        description = {
            "Prints the permissions that each service, and this command, needs, as commands for Kafka's kafka-acls: its own"
                    + " topics, and the groups and transactional ids that begin with its name. Connects to no cluster.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream topics acls --bootstrap kafka.example:9093 --topic-prefix team-a.",
            "  vlmstream topics acls --bootstrap kafka.example:9093 --user decode=User:gpu --user cli=User:ada"
        })
final class TopicsAclsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOption kafka;

    @Option(
            names = "--user",
            paramLabel = "SERVICE=PRINCIPAL",
            description = "A service's Kafka user, where SERVICE is ingest, embed, decode, judge, scoring"
                    + " or cli (default: User:vlmstream-SERVICE).")
    private Map<String, String> users = Map.of();

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        requireServices();
        Cluster cluster = kafka.meant();
        Rights rights = new Rights(cluster.names());
        PrintWriter out = spec.commandLine().getOut();
        Map<String, List<String>> commands = new LinkedHashMap<>();
        for (TopicUser user : TopicUser.values()) {
            String principal = users.getOrDefault(user.id(), "User:vlmstream-" + user.id());
            commands.put(
                    user.id(),
                    rights.of(user).stream()
                            .map(right -> right.command(cluster.bootstrap(), principal))
                            .toList());
        }
        if (json) {
            out.println(Json.pretty(Json.MAPPER.valueToTree(commands)));
        } else {
            commands.values().forEach(all -> all.forEach(out::println));
        }
        out.flush();
        return 0;
    }

    private void requireServices() {
        users.keySet().stream()
                .filter(id -> Arrays.stream(TopicUser.values())
                        .noneMatch(user -> user.id().equals(id)))
                .findFirst()
                .ifPresent(id -> {
                    throw new WrongValue("--user " + id + "=…: there are "
                            + Arrays.stream(TopicUser.values())
                                    .map(TopicUser::id)
                                    .toList());
                });
    }
}
