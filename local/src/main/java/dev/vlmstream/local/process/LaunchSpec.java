package dev.vlmstream.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a child is started.
 *
 * @param name what it is called in messages and in the log's name
 * @param command program and arguments
 * @param environment added to this process's own
 * @param port where it listens
 * @param log where its output goes, appended
 */
public record LaunchSpec(String name, List<String> command, Map<String, String> environment, int port, Path log) {
    public LaunchSpec {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("process " + name + " has no command");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Starts it, with a pipe to its standard input that closes when this process ends. */
    Process launch() throws java.io.IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
