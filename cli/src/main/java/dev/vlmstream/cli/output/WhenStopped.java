package dev.vlmstream.cli.output;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** Says how to continue when whoever waits presses Ctrl-C; until it is closed. */
public final class WhenStopped implements AutoCloseable {
    private static volatile boolean stopped;

    private final Thread hook;

    /** @param words what to do next */
    public WhenStopped(PrintWriter err, Supplier<String> words) {
        this.hook = new Thread(
                () -> {
                    stopped = true;
                    err.println();
                    err.println("stopped; " + words.get());
                },
                "when-stopped");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether that happened: what fails from then on fails of it, and is no news. */
    public static boolean isStopped() {
        return stopped;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already.
        }
    }
}
