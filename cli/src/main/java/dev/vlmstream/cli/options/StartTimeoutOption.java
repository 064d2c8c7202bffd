package dev.vlmstream.cli.options;

import dev.vlmstream.local.StackConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long a stack may take to start. */
public final class StartTimeoutOption {
    @Option(
            names = "--start-timeout",
            paramLabel = "DURATION",
            description =
                    "Give up if the stack is not ready after this time, e.g. 90s, 5m, 1h (default: wait as long as"
                            + " each process makes progress: logs something new, computes, or gives another answer).")
    private @Nullable Duration limit;

    public StackConfig applyTo(StackConfig config) {
        return limit == null ? config : config.withStartTimeout(limit);
    }
}
