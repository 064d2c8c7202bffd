package dev.vlmstream.cli.options;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The port of a stack's page. */
public final class PortOption {
    @Option(
            names = "--port",
            paramLabel = "N",
            converter = Converters.Port.class,
            description =
                    "Port of the page. If it is taken, another one is chosen and kept for later starts in --data. 0"
                            + " means any free port, also for Kafka and ingest, which otherwise prefer 9092 and"
                            + " 8101 (default: 8080).")
    private @Nullable Integer port;

    /** Null: the one kept in {@code --data}, else the default. */
    public @Nullable Integer port() {
        return port;
    }
}
