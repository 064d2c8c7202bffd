package dev.vlmstream.local.process;

import dev.vlmstream.local.process.Ports.PortChoice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What is to run: everything but the ports, which are chosen when it is started.
 *
 * @param name what it is called in messages and in the log's name
 * @param log where it writes
 * @param port where it may listen for others; where it is watched, it listens at any that is free
 * @param launch how it is started on its ports
 * @param readiness the check whether it does its work yet
 * @param liveness the check whether it should be left running
 */
public record Child(
        String name,
        ProcessLog log,
        PortChoice port,
        Function<Ports, LaunchSpec> launch,
        Function<Ports, Health> readiness,
        Function<Ports, Health> liveness) {

    /**
     * How a child is started.
     *
     * @param command program and arguments
     * @param environment added to this process's own
     * @param output where standard output and error go, appended
     * @param temporary where it puts temporary files, native libraries mostly; emptied first, since a process that is killed leaves
     *     its own
     */
    public record LaunchSpec(List<String> command, Map<String, String> environment, Path output, Path temporary) {
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
            empty(temporary);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            return builder.start();
        }

        private static void empty(Path directory) throws IOException {
            Files.createDirectories(directory);
            try (Stream<Path> below = Files.walk(directory)) {
                for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                    if (!path.equals(directory)) {
                        Files.deleteIfExists(path);
                    }
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }
}
