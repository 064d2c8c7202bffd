package dev.vlmstream.cli.topics;

import dev.vlmstream.cli.options.KafkaOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.cluster.TopicSetup;
import dev.vlmstream.schemas.topics.Topic;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {
            "Lists topics that are missing, or configured in a way that loses results, each with the command that fixes it.",
            "Exit status 0 if all is well, else 1.",
            ""
        },
        footer = {"", "Examples:", "  vlmstream topics check --kafka-config admin.properties --topic-prefix team-a."})
final class TopicsCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOption kafka;

    @Option(names = "--json", description = "Print as JSON: an array of problems.")
    private boolean json;

    @Override
    public Integer call() {
        Cluster cluster = kafka.cluster();
        List<String> problems = TopicSetup.problems(TopicsListCommand.states(cluster), cluster.bootstrap());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(Json.MAPPER.valueToTree(problems)));
        } else {
            problems.forEach(out::println);
            out.println(problems.isEmpty() ? "all " + Topic.values().length + " topics are well" : "");
        }
        out.flush();
        return problems.isEmpty() ? 0 : 1;
    }
}
