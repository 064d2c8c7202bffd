package dev.vlmstream.cli;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.options.DataOption;
import dev.vlmstream.cli.output.Json;
import dev.vlmstream.local.DataLock;
import dev.vlmstream.local.Leftovers;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        description = {"Stops the stack that is running in --data. Runs are kept for the next `up`.", ""},
        footer = {"", "Example:", "  vlmstream down"})
final class DownCommand implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 30;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(names = "--json", description = "Print as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        Optional<Long> holder = DataLock.holder(data.path());
        if (holder.isPresent()) {
            stop(ProcessHandle.of(holder.get())
                    .orElseThrow(() -> new CommandFailure("the process that has a stack in " + data.path()
                            + " cannot be found; where it runs, Ctrl-C stops it")));
        }
        // Children of a supervisor that was killed, here or before, end when they see its end of their pipes closed.
        Leftovers.await(data.path(), this::tell);
        if (json) {
            say(Json.line(Json.object().put("data", data.path().toString()).put("stopped", holder.isPresent())));
        } else {
            say(holder.isPresent() ? "down" : "no stack runs in " + data.path());
        }
        return 0;
    }

    private void stop(ProcessHandle supervisor) throws InterruptedException, ExecutionException {
        supervisor.destroy();
        try {
            supervisor.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            tell("the stack's supervisor (pid " + supervisor.pid() + ") has not ended in " + PATIENCE_SECONDS
                    + " s; it is killed");
            supervisor.destroyForcibly();
            supervisor.onExit().get();
        }
    }

    /** What happens meanwhile is no part of the result. */
    private void tell(String line) {
        spec.commandLine().getErr().println(line);
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
    }
}
