package dev.vlmstream.cli.options;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long {@code --wait} waits while nothing happens. */
public final class PatienceOption {
    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            converter = Converters.OfDuration.class,
            defaultValue = "60s",
            description = "With --wait: give up after this long without progress (default: ${DEFAULT-VALUE}).")
    private Duration limit;

    public Duration limit() {
        return limit;
    }
}
