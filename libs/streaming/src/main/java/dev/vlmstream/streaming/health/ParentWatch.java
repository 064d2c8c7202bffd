package dev.vlmstream.streaming.health;

import dev.vlmstream.streaming.config.StreamConfig;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;

/** Ends this process when its standard input ends: the parent holds the other end, and even a killed one lets go. */
@ApplicationScoped
public class ParentWatch {
    /**
     * Longer than an orderly shutdown takes. With the parent the broker is gone as a rule, and clients would wait for it; what
     * is cut off is done again by the next start, and until the end it stands in the way of that.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final StreamConfig config;
    private final Duration patience;

    @Inject
    public ParentWatch(StreamConfig config) {
        this(config, PATIENCE);
    }

    /** @param patience how long a shutdown may take */
    ParentWatch(StreamConfig config, Duration patience) {
        this.config = config;
        this.patience = patience;
    }

    void watch(@Observes StartupEvent event) {
        if (config.exitWithParent()) {
            Thread thread = new Thread(this::exitAtEndOfInput, "parent-watch");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void exitAtEndOfInput() {
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
    private void haltAfterPatience() {
        try {
            Thread.sleep(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
