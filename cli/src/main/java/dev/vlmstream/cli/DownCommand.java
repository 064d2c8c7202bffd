package dev.vlmstream.cli;

import dev.vlmstream.cli.options.DataOption;
import dev.vlmstream.local.StackState;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        description = {"Stops the stack that runs in --data. What was pushed stays, for the next `up`.", ""},
        footer = {"", "Example:", "  vlmstream down"})
final class DownCommand implements Callable<Integer> {
    private static final int PATIENCE_SECONDS = 30;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        PrintWriter out = spec.commandLine().getOut();
        Optional<StackState> running = StackState.running(data.path());
        if (running.isEmpty()) {
            out.println("no stack runs in " + data.path());
            return 0;
        }
        Optional<ProcessHandle> supervisor = ProcessHandle.of(running.get().pid());
        if (supervisor.isPresent()) {
            stop(supervisor.get());
        }
        out.println("down");
        return 0;
    }

    /** Its children end when it does, since it holds the pipes they watch. */
    private static void stop(ProcessHandle supervisor) throws InterruptedException, ExecutionException {
        supervisor.destroy();
        try {
            supervisor.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            supervisor.destroyForcibly();
            supervisor.onExit().get();
        }
    }
}
