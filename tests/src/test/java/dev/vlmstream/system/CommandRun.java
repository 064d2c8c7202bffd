package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.Main;
import dev.vlmstream.local.JavaCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The command as people run it. */
record CommandRun(int status, String out, String err) {
    private static final long MINUTES = 4;

    /** In this process: a Java of its own takes longer to start than most commands take. */
    static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        ended.complete(Main.run(new PrintWriter(out), new PrintWriter(err), arguments));
                    } catch (RuntimeException | Error e) {
                        ended.completeExceptionally(e);
                    }
                },
                "vlmstream " + arguments[0]);
        thread.setDaemon(true);
        thread.start();
        int status = ended.orTimeout(MINUTES, TimeUnit.MINUTES).join();
        return new CommandRun(status, out.toString(), err.toString());
    }

    /** In a process of its own, which has variables of its own and may leave others behind. */
    static CommandRun apart(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = command(List.of(arguments));
        Path out = Files.createTempFile(Path.of("target"), "command", ".out");
        Path err = Files.createTempFile(Path.of("target"), "command", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
        String said = said(err);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("%s: %s", List.of(arguments), said).isTrue();
        return new CommandRun(process.exitValue(), Files.readString(out), said);
    }

    /** What was written to a file, but for what Java says of the options that it is given by the environment. */
    static String said(Path file) throws IOException {
        return Files.readString(file).replaceAll("Picked up JAVA_TOOL_OPTIONS.*\\R", "");
    }

    /** Begins it in a process of its own, to be ended otherwise; what it says is lost. */
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
