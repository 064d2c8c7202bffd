package dev.vlmstream.cli;

import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.command.Installation;
import dev.vlmstream.cli.stack.Stacks;
import dev.vlmstream.cli.stack.StartLines;
import dev.vlmstream.local.DataLock;
import dev.vlmstream.local.JavaCommand;
import dev.vlmstream.local.StackState;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A process in the background that holds a stack: this program again, in a session of its own. */
public final class Background {
    private static final long POLL_MS = 100;

    private final Path data;
    private final StartLines lines;

    /** @param err told how the stack comes up */
    public Background(Path data, PrintWriter err) {
        this.data = data;
        this.lines = new StartLines(err, false);
    }

    /**
     * Starts {@code up … --foreground} and returns when the stack is ready. Where another stack is starting just now, waits for
     * that one instead.
     *
     * @param arguments as this program was called with
     * @param other told the stack that another process has started meanwhile
     * @return the stack; empty if it is another's
     * @throws CommandFailure if it ends before; what it said has been passed on
     */
    public Optional<StackState> start(List<String> arguments, Consumer<StackState> other)
            throws IOException, InterruptedException {
        boolean told = false;
        while (true) {
            Optional<StackState> running = StackState.running(data);
            if (running.isPresent()) {
                other.accept(running.get());
                return Optional.empty();
            }
            // Of two that are called at once, one starts the stack.
            try (DataLock starting =
                    DataLock.tryTake(data.resolve(DataLock.STARTING)).orElse(null)) {
                if (starting != null && DataLock.holder(data).isEmpty()) {
                    return Optional.of(launch(arguments));
                }
            }
            if (!told) {
                told = true;
                lines.happened("a stack is starting in " + data + " already"
                        + DataLock.holder(data).map(pid -> " (pid " + pid + ")").orElse("") + "; waiting for it");
            }
            Thread.sleep(POLL_MS);
        }
    }

    private StackState launch(List<String> arguments) throws IOException, InterruptedException {
        Path log = data.resolve(Stacks.SUPERVISOR_LOG);
        Files.createDirectories(log.getParent());
        Files.deleteIfExists(log);
        Process process = new ProcessBuilder(command(arguments))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        // Whoever loses patience and presses Ctrl-C wants no stack later.
        Thread interrupted = new Thread(process::destroy, "up-interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try (LogRelay relay = new LogRelay(log, lines)) {
            return await(process, relay, log);
        } finally {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
    }

    private StackState await(Process process, LogRelay relay, Path log) throws IOException, InterruptedException {
        while (process.isAlive()) {
            relay.pass();
            Optional<StackState> state = StackState.running(data);
            if (state.isPresent()) {
                relay.pass();
                lines.waiting(List.of());
                return state.get();
            }
            Thread.sleep(POLL_MS);
        }
        relay.pass();
        throw new CommandFailure("the stack did not start; its output is above, and in " + log);
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        // A session of its own: a Ctrl-C in this terminal, or its end, is none of the stack's business.
        setsid().ifPresent(command::add);
        command.addAll(JavaCommand.java());
        command.addAll(List.of("-Xmx256m", "-Xms16m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(JavaCommand.lateCompiler());
        command.add("-Dvlmstream.home=" + Installation.home());
        command.addAll(JavaCommand.onClassPath(System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(arguments);
        command.add("--foreground");
        return command;
    }

    private static Optional<String> setsid() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "setsid"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** Passes on what a stack in the background says while it starts. */
    private static final class LogRelay implements AutoCloseable {
        /** Said to whoever sits in the foreground. */
        private static final String UP = "up: ";

        private final InputStream in;
        private final StartLines lines;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        LogRelay(Path log, StartLines lines) throws IOException {
            this.in = Files.newInputStream(log);
            this.lines = lines;
        }

        /** Passes on the lines that have come since. */
        void pass() throws IOException {
            for (byte next : in.readAllBytes()) {
                if (next == '\n') {
                    say(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else {
                    line.write(next);
                }
            }
        }

        private void say(String text) {
            if (text.startsWith(StartLines.WAITING)) {
                lines.still(text);
            } else if (!text.startsWith(UP)) {
                lines.happened(text);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
