package dev.vlmstream.benchmarks.cases;

import dev.vlmstream.local.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Command lines of the processes that are measured. */
final class Commands {
    private static final int HEAP_MEGABYTES = 1024;

    private Commands() {}

    /** A worker in this Java, with a service's options for memory and its environment, and more heap. */
    static List<String> java(Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>(List.of("env"));
        JavaCommand.environment().forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(JavaCommand.java());
        command.addAll(JavaCommand.memory(HEAP_MEGABYTES));
        command.addAll(JavaCommand.natives());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        return command;
    }

    static List<String> python(String interpreter, String script, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(interpreter, script));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        return command;
    }

    /** On one core, helper threads included, where the system has {@code taskset}. */
    static List<String> onOneCore(List<String> command) {
        if (!hasTaskset()) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
        pinned.addAll(command);
        return pinned;
    }

    static boolean hasTaskset() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "taskset")));
    }

    /** What a process that must do its job says on standard output. */
    static String run(List<String> command) {
        try {
            Path err = Files.createTempFile("command", ".err");
            Process process =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + Files.readString(err));
            }
            Files.delete(err);
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Where Python says what went wrong. */
    static String lastLine(RuntimeException failure) {
        return failure.getMessage().lines().reduce((before, line) -> line).orElse("");
    }
}
