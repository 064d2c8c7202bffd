package dev.vlmstream.cli;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.JsonCommand;
import dev.vlmstream.cli.options.DataOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.local.DataLock;
import dev.vlmstream.local.Leftovers;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "down",
        description = "Stops the stack that is running in --data. Runs are kept for the next `up`.",
        footerHeading = "%nExample:%n",
        footer = "  vlmstream down")
final class DownCommand extends JsonCommand {
    private static final int PATIENCE_SECONDS = 30;

    @Mixin
    private DataOption data;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        Optional<Long> holder = DataLock.holder(data.path());
        if (holder.isPresent()) {
            stop(ProcessHandle.of(holder.get())
                    .orElseThrow(() -> new CommandFailure("the process that has a stack in " + data.path()
                            + " cannot be found; where it runs, Ctrl-C stops it")));
        }
        // Children of a supervisor that was killed, here or before, end when they see its end of their pipes closed.
        Leftovers.await(data.path(), this::say);
        if (json) {
            print(Json.line(Json.object().put("data", data.path().toString()).put("stopped", holder.isPresent())));
        } else {
            print(holder.isPresent() ? "down" : "no stack runs in " + data.path());
        }
        return 0;
    }

    private void stop(ProcessHandle supervisor) throws InterruptedException, ExecutionException {
        supervisor.destroy();
        try {
            supervisor.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            say("the stack's supervisor (pid " + supervisor.pid() + ") has not ended in " + PATIENCE_SECONDS
                    + " s; it is killed");
            supervisor.destroyForcibly();
            supervisor.onExit().get();
        }
    }
}
