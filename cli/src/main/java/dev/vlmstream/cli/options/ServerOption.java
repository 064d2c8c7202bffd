package dev.vlmstream.cli.options;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.rest.ScoringClient;
import dev.vlmstream.local.StackState;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which scoring service a reading command asks: the one given, else that of the stack that runs. */
public final class ServerOption {
    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "Address of the scoring service (default: that of the stack in --data).")
    private @Nullable String server;

    public ScoringClient client() {
        return new ScoringClient(server != null ? server : running().server());
    }

    private StackState running() {
        return StackState.running(data.path())
                .orElseThrow(() -> new CommandFailure(StackState.absence(
                        data.path(),
                        "start one with `vlmstream up`, name its directory with --data, or a service with --server")));
    }
}
