package dev.vlmstream.cli.options;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long {@code --wait} waits while nothing happens. */
public final class PatienceOption {
    /** One answer of a large model on a CPU may take minutes, and so does the start of a model server. */
    public static final String DEFAULT = "5m";

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            defaultValue = DEFAULT,
            description = "With --wait: give up after this long without progress (default: ${DEFAULT-VALUE}).")
    private Duration limit;

    public Duration limit() {
        return limit;
    }
}
