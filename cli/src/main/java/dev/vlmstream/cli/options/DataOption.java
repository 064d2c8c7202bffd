package dev.vlmstream.cli.options;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a stack keeps what it has. */
public final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = ".vlmstream",
            description = "The stack's directory: broker, logs, state (default: ${DEFAULT-VALUE}).")
    private Path data;

    public Path path() {
        return data.toAbsolutePath().normalize();
    }
}
