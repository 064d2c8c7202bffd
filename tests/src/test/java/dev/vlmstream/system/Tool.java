package dev.vlmstream.system;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program that is not of this build: an interpreter, a package manager, or what runs in one. What it says is in a file. */
final class Tool implements AutoCloseable {
    private final Process process;
    private final Path log;

    private Tool(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts one; what it says goes to {@code target/NAME.log}, behind what was said before. */
    static Tool start(String name, Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        Path log = Path.of("target", name + ".log").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new Tool(builder.start(), log);
    }

    /** Runs one that is needed; where it is missing or fails, the test is skipped and says why. */
    static void assumeDone(Path directory, List<String> command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(Path.of("target"), "tool", ".log");
        int status;
        try {
            status = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            assumeTrue(false, "skipped: " + e.getMessage());
            return;
        }
        String said = Files.readString(log);
        assumeTrue(
                status == 0,
                () -> "skipped: " + String.join(" ", command) + " ended with " + status + ": "
                        + said.substring(Math.max(0, said.length() - 2000)));
    }

    /** As the kernel kills. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String said() throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    /** Waits until it has said so; fails with all that it said if it ends before. */
    void awaitSaid(String text, Duration patience) {
        await(text).atMost(patience).until(() -> {
            if (!said().contains(text) && !isAlive()) {
                throw new IllegalStateException("it ended: " + said());
            }
            return said().contains(text);
        });
    }

    /** Waits for its end; what it said. */
    String awaitEnd() throws IOException, InterruptedException {
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException("it ended with " + status + ": " + said());
        }
        return said();
    }

    /** Ends it, and all that it has started. */
    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
