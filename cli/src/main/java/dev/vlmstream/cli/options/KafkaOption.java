package dev.vlmstream.cli.options;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.local.StackState;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which Kafka a command reads or writes: the one given, else that of the stack that runs. */
public final class KafkaOption {
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

    public String bootstrap() {
        return isElsewhere() ? bootstrap : running().bootstrap();
    }

    public String prefix() {
        return isElsewhere() ? prefix : running().topicPrefix();
    }

    /** Whether --bootstrap names a cluster, whatever stack may run here. */
    public boolean isElsewhere() {
        return bootstrap != null;
    }

    /** Where stacks of one's own keep what they have. */
    public Path data() {
        return data.path();
    }

    /** The stack that is meant; empty if none runs in --data, or --bootstrap names a cluster. */
    public Optional<StackState> stack() {
        return isElsewhere() ? Optional.empty() : StackState.running(data.path());
    }

    /** @throws CommandFailure if no stack runs in --data */
    StackState running() {
        return stack().orElseThrow(() -> new CommandFailure("no stack runs in " + data.path()
                + "; start one with `vlmstream up`, name its directory with --data, or a Kafka with --bootstrap"));
    }
}
