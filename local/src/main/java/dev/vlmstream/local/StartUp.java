package dev.vlmstream.local;

import dev.vlmstream.local.process.LogTail;
import dev.vlmstream.local.process.Supervised;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Starts processes side by side and waits until all are ready. */
final class StartUp {
    private static final long POLL_MS = 100;
    private static final int LOG_LINES = 12;

    private StartUp() {}

    /** @throws StackException naming the first process that ended, or was not ready in time, with the end of its log */
    static void await(List<Supervised> processes, Duration patience) {
        Map<Supervised, Integer> before =
                processes.stream().collect(Collectors.toMap(process -> process, Supervised::restarts));
        processes.forEach(Supervised::start);
        List<Supervised> waiting = new ArrayList<>(processes);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!waiting.isEmpty()) {
            waiting.removeIf(Supervised::isReady);
            refuse(
                    waiting,
                    process -> !process.isAlive() || process.restarts() > before.get(process),
                    "ended while starting");
            if (System.nanoTime() > deadline) {
                refuse(waiting, process -> true, "was not ready after " + patience.toSeconds() + " s");
            }
            pause();
        }
    }

    private static void refuse(List<Supervised> waiting, Predicate<Supervised> bad, String what) {
        waiting.stream().filter(bad).findFirst().ifPresent(process -> {
            throw new StackException("the " + process.spec().name() + " process " + what + "; its log, "
                    + process.spec().log() + ", ends with:\n  "
                    + String.join("\n  ", LogTail.lines(process.spec().log(), LOG_LINES)));
        });
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while the stack was starting", e);
        }
    }
}
