package dev.vlmstream.cli.stack;

import dev.vlmstream.cli.CommandFailure;
import dev.vlmstream.cli.Installation;
import dev.vlmstream.cli.Main;
import dev.vlmstream.local.StackState;
import dev.vlmstream.local.process.LogTail;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A process in the background that holds a stack: this program again, in a session of its own. */
public final class Background {
    private static final long POLL_MS = 100;
    private static final int LOG_LINES = 15;

    private Background() {}

    /**
     * Starts {@code up … --foreground} and returns when the stack is ready.
     *
     * @param arguments as this program was called with
     * @throws CommandFailure if it ends before; the message has the end of its log
     */
    public static StackState start(Path data, List<String> arguments) throws IOException, InterruptedException {
        Path log = data.resolve("logs/supervisor.log");
        Files.createDirectories(log.getParent());
        Process process = new ProcessBuilder(command(arguments))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        while (process.isAlive()) {
            Optional<StackState> state = StackState.running(data);
            if (state.isPresent()) {
                return state.get();
            }
            Thread.sleep(POLL_MS);
        }
        throw new CommandFailure("the stack did not start; " + log + " ends with:\n  "
                + String.join("\n  ", LogTail.lines(log, LOG_LINES)));
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        // A session of its own: a Ctrl-C in this terminal, or its end, is none of the stack's business.
        setsid().ifPresent(command::add);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
        command.add("-Dvlmstream.home=" + Installation.home());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
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
}
