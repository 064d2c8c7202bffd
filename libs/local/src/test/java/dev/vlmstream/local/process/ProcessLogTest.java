package dev.vlmstream.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.local.process.ProcessLog.LogLimit;
import dev.vlmstream.local.process.ProcessLog.Mark;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLogTest {
    @TempDir
    Path directory;

    @Test
    void whatWentWrongIsSaidHoweverLongItsTraceIs() throws IOException {
        Path file = directory.resolve("scoring.log");
        Exception cause = new IllegalStateException("no more room");
        try (PrintWriter log = new PrintWriter(Files.newBufferedWriter(file))) {
            log.println("ERROR the service does not start");
            deep(100, cause).printStackTrace(log);
        }
        assertThat(new ProcessLog(file, LogLimit.DEFAULT)
                        .lastWords(Mark.START, 8)
                        .lines())
                .containsExactly(
                        "its log, " + file + ", ends with:",
                        "  ERROR the service does not start",
                        "  java.lang.RuntimeException: it does not start",
                        "  Caused by: java.lang.IllegalStateException: no more room");
    }

    private static Exception deep(int frames, Exception cause) {
        return frames == 0 ? new RuntimeException("it does not start", cause) : deep(frames - 1, cause);
    }
}
