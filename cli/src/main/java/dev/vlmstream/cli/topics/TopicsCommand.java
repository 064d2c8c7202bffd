package dev.vlmstream.cli.topics;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "topics",
        description = {
            "The topics of an installation: list, check and create them, and print the permissions that each service needs.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  vlmstream topics create --kafka-config admin.properties --topic-prefix team-a. --partitions 6",
            "  vlmstream topics check --kafka-config admin.properties --topic-prefix team-a.",
            "  vlmstream topics acls --bootstrap kafka.example:9093 --topic-prefix team-a. > acls.sh"
        },
        subcommands = {
            TopicsListCommand.class,
            TopicsCreateCommand.class,
            TopicsCheckCommand.class,
            TopicsAclsCommand.class
        })
public final class TopicsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "say what: vlmstream topics list, create, check or acls");
    }
}
