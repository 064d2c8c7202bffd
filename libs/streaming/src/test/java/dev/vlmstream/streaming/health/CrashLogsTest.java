package dev.vlmstream.streaming.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashLogsTest {
    @TempDir
    private Path folder;

    @Test
    void areInTheLogAndInTheCrashFileIfThereIsOne() throws Exception {
        Path log = Files.createFile(folder.resolve("ingest.log"));
        Path crash = folder.resolve("ingest-crash.log");
        assertThat(CrashLogs.place(log.toString(), crash.toString())).isEqualTo(log.toString());
        Files.createFile(crash);
        assertThat(CrashLogs.place(log.toString(), crash.toString())).isEqualTo(crash + " and " + log);
        assertThat(CrashLogs.place("", crash.toString())).isEqualTo(crash + " and what the console showed");
    }

    @Test
    void areInTheContainersPreviousLogWhereNoFileIsWritten() {
        assertThat(CrashLogs.place()).contains("kubectl logs POD --previous");
    }
}
