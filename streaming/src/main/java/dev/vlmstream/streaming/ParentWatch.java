package dev.vlmstream.streaming;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;

/** Ends this process when its standard input ends: the parent holds the other end, and even a killed one lets go. */
@ApplicationScoped
public class ParentWatch {
    /** Longer than an orderly shutdown takes. */
    private static final long PATIENCE_MILLIS = 40_000;

    private final StreamConfig config;

    @Inject
    public ParentWatch(StreamConfig config) {
        this.config = config;
    }

    void watch(@Observes StartupEvent event) {
        if (config.exitWithParent()) {
            Thread thread = new Thread(ParentWatch::exitAtEndOfInput, "parent-watch");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void exitAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // The parent has nothing to say; only the end counts.
            }
        } catch (IOException e) {
            // A broken pipe is an end, too.
        }
        Quarkus.asyncExit(0);
        haltAfterPatience();
    }

    /** A shutdown that hangs, say on a broker that is gone, too, must not leave an orphan. */
    private static void haltAfterPatience() {
        try {
            Thread.sleep(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
