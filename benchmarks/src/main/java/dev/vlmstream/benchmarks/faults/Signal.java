package dev.vlmstream.benchmarks.faults;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What a process is told by the system. */
enum Signal {
    /** Holds a process up, wherever it is. */
    STOP,
    /** Lets it continue. */
    CONT;

    /** Sends it; a process that is gone does not mind. */
    void send(long pid) {
        if (pid <= 0) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + name(), String.valueOf(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send a signal", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
