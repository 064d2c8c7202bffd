package dev.vlmstream.cli.topics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.command.PrintingCommand;
import dev.vlmstream.cli.command.WrongValue;
import dev.vlmstream.cli.options.Converters;
import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.cli.output.TextTable;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.cluster.TopicState;
import dev.vlmstream.schemas.services.Rights;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.services.TopicUser;
import dev.vlmstream.schemas.topics.Topic;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "topics",
        description =
                "Lists, checks, creates and deletes the topics of an installation, and prints the permissions that each service"
                        + " needs.",
        footer = {
            "  vlmstream topics create --kafka-config admin.properties --topic-prefix team-a. --partitions 6",
            "  vlmstream topics check --kafka-config admin.properties --topic-prefix team-a.",
            "  vlmstream topics acls --bootstrap kafka.example:9093 --topic-prefix team-a. > acls.sh"
        },
        subcommands = {
            TopicsCommand.ListCommand.class,
            TopicsCommand.CreateCommand.class,
            TopicsCommand.CheckCommand.class,
            TopicsCommand.AclsCommand.class,
            TopicsReleaseCommand.class,
            TopicsDeleteCommand.class
        })
public final class TopicsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a subcommand is missing: vlmstream topics list, create, check, acls, release or delete");
    }

    @Command(
            name = "list",
            description = "Lists the topics in the cluster; settings that this user may not see are shown as –.",
            footer = {"  vlmstream topics list", "  vlmstream topics list --kafka-config client.properties"})
    static final class ListCommand extends JsonCommand {
        private static final String UNSEEN = "–";

        @Mixin
        private KafkaOption kafka;

        @Override
        public Integer call() {
            Cluster cluster = kafka.cluster();
            List<TopicState> states = states(cluster);
            if (json) {
                print(Json.pretty(asJson(states, cluster.bootstrap())));
            } else {
                table(states, cluster.bootstrap()).lines().forEach(this::print);
            }
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
                    .putPOJO("problems", state.problems(bootstrap))));
            return all;
        }
    }

    @Command(
            name = "create",
            description =
                    "Creates missing topics; existing ones stay unchanged. With three or more replicas, two must confirm"
                            + " each write (min.insync.replicas=2).",
            footer = {
                "  vlmstream topics create --bootstrap kafka.example:9092 --partitions 12 --replication 3",
                "  vlmstream topics create --kafka-config admin.properties --topic-prefix team-a."
            })
    static final class CreateCommand extends JsonCommand {
        @Mixin
        private KafkaOption kafka;

        @Option(
                names = "--partitions",
                paramLabel = "N",
                converter = Converters.FromOne.class,
                description = "Partitions of each topic. At most this many replicas of a service can share its work"
                        + " (default: as many as existing topics have, else 4).")
        private @Nullable Integer partitions;

        @Option(names = "--replication", paramLabel = "N", description = "Replication factor (default: the broker's).")
        private @Nullable Short replication;

        @Override
        public Integer call() {
            Cluster cluster = kafka.cluster();
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
                    print(Json.line(Map.of(
                            "created", missing.stream().map(TopicState::name).toList(), "partitions", count)));
                } else {
                    missing.forEach(state -> print("created " + state.name() + ", " + count + " partitions"));
                    if (missing.isEmpty()) {
                        print("all topics exist");
                    }
                }
            }
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

    @Command(
            name = "check",
            description = {
                "Lists topics that are missing, or configured in a way that loses results, each with the command that"
                        + " fixes it.",
                "Exit status 0 if all is well, else 1."
            },
            footer = "  vlmstream topics check --kafka-config admin.properties --topic-prefix team-a.")
    static final class CheckCommand extends PrintingCommand {
        @Mixin
        private KafkaOption kafka;

        @Option(
                names = "--service",
                paramLabel = "SERVICE",
                description = "Only the topics of this service; repeatable (default: all topics).")
        private List<String> services = List.of();

        @Option(names = "--json", description = "Print as JSON: an array of problems.")
        private boolean json;

        @Override
        public Integer call() {
            Set<Topic> topics = topics();
            Cluster cluster = kafka.cluster();
            List<String> problems = TopicSetup.problems(
                    ListCommand.states(cluster).stream()
                            .filter(state -> topics.contains(state.topic()))
                            .toList(),
                    cluster.bootstrap());
            if (json) {
                print(Json.pretty(problems));
            } else {
                problems.forEach(this::print);
                print(problems.isEmpty() ? "all " + topics.size() + " topics are well" : "");
            }
            return problems.isEmpty() ? 0 : 1;
        }

        private Set<Topic> topics() {
            if (services.isEmpty()) {
                return EnumSet.allOf(Topic.class);
            }
            Set<Topic> topics = EnumSet.noneOf(Topic.class);
            try {
                services.forEach(
                        service -> topics.addAll(ServiceKind.of(service).topics()));
            } catch (IllegalArgumentException e) {
                throw wrongUse("--service: " + e.getMessage());
            }
            return topics;
        }
    }

    @Command(
            name = "acls",
            description =
                    "Prints the permissions that each service, and this command, needs, as commands for Kafka's kafka-acls."
                            + " They cover its topics, and the groups and transactional ids that begin with its name."
                            + " Connects to no cluster.",
            footer = {
                "  vlmstream topics acls --bootstrap kafka.example:9093 --topic-prefix team-a.",
                "  vlmstream topics acls --bootstrap kafka.example:9093 --user decode=User:gpu --user cli=User:ada"
            })
    static final class AclsCommand extends JsonCommand {
        @Mixin
        private KafkaOption kafka;

        @Option(
                names = "--user",
                paramLabel = "SERVICE=PRINCIPAL",
                description = "The Kafka user of a service, or of cli, this command (default: User:vlmstream-SERVICE).")
        private Map<String, String> users = Map.of();

        @Override
        public Integer call() {
            requireServices();
            Cluster cluster = kafka.meant();
            Rights rights = new Rights(cluster.names());
            Map<String, List<String>> commands = new LinkedHashMap<>();
            for (TopicUser user : TopicUser.all()) {
                String principal = users.getOrDefault(user.id(), "User:vlmstream-" + user.id());
                commands.put(
                        user.id(),
                        rights.of(user).stream()
                                .map(right -> right.command(cluster.bootstrap(), principal))
                                .toList());
            }
            if (json) {
                print(Json.pretty(commands));
            } else {
                commands.values().forEach(all -> all.forEach(this::print));
            }
            return 0;
        }

        private void requireServices() {
            List<String> ids = TopicUser.all().stream().map(TopicUser::id).toList();
            users.keySet().stream().filter(id -> !ids.contains(id)).findFirst().ifPresent(id -> {
                throw new WrongValue("--user " + id + "=…: there are " + ids);
            });
        }
    }
}
