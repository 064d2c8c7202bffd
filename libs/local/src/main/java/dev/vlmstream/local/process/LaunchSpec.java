package dev.vlmstream.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a child is started.
 *
 * @param command program and arguments
 * @param environment added to this process's own
 * @param output where standard output and error go, appended
 */
public record LaunchSpec(List<String> command, Map<String, String> environment, Path output) {
    public LaunchSpec {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a process that writes to " + output + " has no command");
        }
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Starts it, with a pipe to its standard input that closes when this process ends. */
    Process launch() throws IOException {
        // Someone may have tidied up below a running stack.
        Files.createDirectories(output.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
