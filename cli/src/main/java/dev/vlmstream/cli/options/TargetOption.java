package dev.vlmstream.cli.options;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.cli.stack.Target;
import dev.vlmstream.local.StackState;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which Kafka a command writes to that needs no model: the one given, else that of the stack that runs. */
public final class TargetOption {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "A Kafka cluster elsewhere (default: that of the stack which runs in --data).")
    private String bootstrap;

    @Option(
            names = "--topic-prefix",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Prefix of the topics' names at --bootstrap.")
    private String prefix;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The scoring service that belongs to --bootstrap; needed there to ask how far a run is.")
    private String server;

    /** The target, without its models. */
    public Target target() {
        if (bootstrap != null) {
            return new Target(
                    bootstrap, prefix, Optional.ofNullable(server).map(ScoringClient::new), List.of(), List.of());
        }
        StackState state = StackState.running(data.path())
                .orElseThrow(() -> new CommandFailure("no stack runs in " + data.path()
                        + "; start one with `vlmstream up`, name its directory with --data, or a Kafka with"
                        + " --bootstrap"));
        return new Target(
                state.bootstrap(),
                state.topicPrefix(),
                Optional.of(server == null ? state.server() : server)
                        .filter(address -> !address.isEmpty())
                        .map(ScoringClient::new),
                List.of(),
                List.of());
    }
}
