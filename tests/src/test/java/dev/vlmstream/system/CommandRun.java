package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.local.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command as people run it, in a process of its own. */
record CommandRun(int status, String out, String err) {
    static CommandRun of(String... arguments) throws IOException, InterruptedException {
        return of(Map.of(), arguments);
    }

    static CommandRun of(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = command(List.of(arguments));
        Path out = Files.createTempFile(Path.of("target"), "command", ".out");
        Path err = Files.createTempFile(Path.of("target"), "command", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(4, TimeUnit.MINUTES);
        // Java repeats there what the build tells it by the environment.
        String said = Files.readString(err).replaceAll("Picked up JAVA_TOOL_OPTIONS.*\\R", "");
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("%s: %s", List.of(arguments), said).isTrue();
        return new CommandRun(process.exitValue(), Files.readString(out), said);
    }

    /** Begins it, to be ended otherwise; what it says is lost. */
    static Process start(List<String> arguments) throws IOException {
        return new ProcessBuilder(command(arguments))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dvlmstream.home=" + Home.DIRECTORY));
        command.addAll(JavaCommand.onClassPath(Home.COMMAND));
        command.add("dev.vlmstream.cli.Main");
        command.addAll(arguments);
        return command;
    }

    /** It must have done its job. */
    CommandRun done() {
        assertThat(status).as(err + out).isZero();
        return this;
    }
}
