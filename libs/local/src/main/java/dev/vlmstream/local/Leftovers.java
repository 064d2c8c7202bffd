package dev.vlmstream.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Processes of a stack whose supervisor was killed. They end by themselves when they see its end of their pipes closed; until then
 * they hold ports, locks and files that the next stack needs.
 */
public final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private Leftovers() {}

    /**
     * Waits until they have ended, and kills those that have not after a while.
     *
     * @param events gets a line if there is something to wait for
     */
    public static void await(Path data, Consumer<String> events) {
        List<StackState.Service> left = StackState.lastWritten(data).stream()
                .flatMap(state -> state.services().stream())
                .filter(service -> service.handle().isPresent())
                .toList();
        if (left.isEmpty()) {
            return;
        }
        events.accept("waiting for processes of a stack that was killed to end: "
                + String.join(
                        ", ",
                        left.stream()
                                .map(service -> service.name() + " (pid " + service.pid() + ")")
                                .toList()));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (StackState.Service service : left) {
            service.handle().ifPresent(handle -> end(handle, service.name(), deadline, events));
        }
    }

    private static void end(ProcessHandle handle, String name, long deadline, Consumer<String> events) {
        try {
            handle.onExit().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            events.accept(
                    name + " (pid " + handle.pid() + ") did not end in " + PATIENCE.toSeconds() + " s; it is killed");
            handle.destroyForcibly();
            handle.onExit().join();
        } catch (ExecutionException e) {
            throw new StackException("cannot wait for the end of " + name + " (pid " + handle.pid() + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while waiting for the end of " + name, e);
        }
    }
}
