package dev.vlmstream.cli.topics;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.output.Confirmation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "delete",
        description =
                "Deletes all topics of an installation that is no longer needed, with all its runs, and its consumer groups;"
                        + " topics with another prefix stay. Its services must have ended. You cannot undo this.",
        footer = {
            "  vlmstream topics delete --bootstrap kafka.example:9092 --topic-prefix ada-laptop.",
            "  vlmstream topics delete --kafka-config admin.properties --topic-prefix team-a. --yes"
        })
final class TopicsDeleteCommand extends JsonCommand {
    @Mixin
    private KafkaOption kafka;

    @Option(names = "--yes", description = "Delete without asking.")
    private boolean yes;

    @Override
    public Integer call() throws InterruptedException {
        Cluster cluster = kafka.cluster();
        try (Admin admin = cluster.admin()) {
            List<String> groups =
                    InstallationGroups.of(cluster, admin).requireEnded().names();
            Set<String> topics = topics(cluster, admin);
            String question = "Delete " + topics.size() + " topics at " + cluster.bootstrap() + " ("
                    + String.join(", ", topics) + ") with all their runs for good?";
            if (!topics.isEmpty() && !Confirmation.given(yes, question, commandLine())) {
                say("nothing was deleted");
                return 1;
            }
            admin.deleteTopics(topics).all().get();
            admin.deleteConsumerGroups(groups).all().get();
            tell(topics);
        } catch (ExecutionException e) {
            throw new CommandFailure(cluster.explain(e.getCause()).getMessage(), e);
        }
        return 0;
    }

    /** Those of the installation, and those in which Kafka Streams keeps state. */
    private static Set<String> topics(Cluster cluster, Admin admin) throws InterruptedException, ExecutionException {
        Set<String> topics = new TreeSet<>(admin.listTopics().names().get());
        Set<String> own = new TreeSet<>();
        for (Topic topic : Topic.values()) {
            own.add(cluster.name(topic));
        }
        List<String> states = ServiceKind.all().stream()
                .filter(ServiceKind::streams)
                .map(kind -> cluster.names().group(kind.id()))
                .toList();
        topics.removeIf(topic -> !own.contains(topic) && states.stream().noneMatch(topic::startsWith));
        return topics;
    }

    private void tell(Set<String> topics) {
        if (json) {
            print(Json.line(Map.of("deleted", topics)));
        } else if (topics.isEmpty()) {
            print("there are no topics to delete");
        } else {
            topics.forEach(topic -> print("deleted " + topic));
        }
    }
}
