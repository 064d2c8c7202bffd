package dev.vlmstream.benchmarks.faults;

import dev.vlmstream.local.JavaCommand;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.local.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Another process that starts a stack on a data directory: {@code SecondUp HOME DATA}; it should be refused. */
public final class SecondUp {
    private static final int REFUSED = 3;

    private SecondUp() {}

    public static void main(String[] args) {
        try (LocalStack stack = LocalStack.start(StackConfig.of(Path.of(args[0]), Path.of(args[1])))) {
            System.err.println("a second stack started at " + stack.server());
        } catch (StackException e) {
            System.err.println(e.getMessage());
            System.exit(e.getMessage().startsWith("another stack runs") ? REFUSED : 1);
        }
    }

    /** Whether the data directory was refused. */
    static boolean isRefused(Path home, Path data) {
        List<String> command = JavaCommand.java();
        command.addAll(List.of(
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SecondUp.class.getName(),
                home.toString(),
                data.toString()));
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                    data.resolve("logs/second-up.log").toFile()))
                            .start()
                            .waitFor()
                    == REFUSED;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a second stack", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
