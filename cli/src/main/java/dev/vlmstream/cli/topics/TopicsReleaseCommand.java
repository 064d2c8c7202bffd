package dev.vlmstream.cli.topics;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.output.Confirmation;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.schemas.InstallationMark;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.TopicOwner;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.topics.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "release",
        description =
                "Lets another installation have the topics with all their runs: the next one that starts. For an installation"
                        + " that is gone for good, or moves to another data directory, namespace or release. Its services must"
                        + " have ended.",
        footer = {
            "  vlmstream topics release --bootstrap kafka.example:9092",
            "  vlmstream topics release --kafka-config admin.properties --topic-prefix team-a. --yes"
        })
final class TopicsReleaseCommand extends JsonCommand {
    @Mixin
    private KafkaOption kafka;

    @Option(names = "--yes", description = "Release without asking.")
    private boolean yes;

    @Override
    public Integer call() throws InterruptedException {
        Cluster cluster = kafka.cluster();
        requireEnded(cluster);
        TopicOwner owner = new TopicOwner(cluster);
        Optional<InstallationMark> mark = owner.find();
        if (mark.isPresent()) {
            String question =
                    "Let another installation have the topics of " + TopicOwner.describe(mark.orElseThrow()) + "?";
            if (!Confirmation.given(yes, question, commandLine())) {
                say("nothing was released");
                return 1;
            }
            owner.release();
        }
        String from = mark.map(InstallationMark::getInstallation).orElse("");
        print(
                json
                        ? Json.line(Map.of("released", from))
                        : mark.isPresent() ? "released from " + from : "the topics belong to no installation");
        return 0;
    }

    private static void requireEnded(Cluster cluster) throws InterruptedException {
        try (Admin admin = cluster.admin()) {
            new TopicSetup(cluster, admin).requireThere(List.of(Topic.INSTALLATIONS));
            InstallationGroups.of(cluster, admin).requireEnded();
        } catch (ExecutionException e) {
            throw new CommandFailure(cluster.explain(e.getCause()).getMessage(), e);
        }
    }
}
