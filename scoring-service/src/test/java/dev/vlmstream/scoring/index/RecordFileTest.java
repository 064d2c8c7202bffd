package dev.vlmstream.scoring.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
    @TempDir
    private Path directory;

    @Test
    void recordsOfAllSizesComeBackInTheirOrder() {
        RecordFile log = new RecordFile(directory.resolve("log"));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            expected.add("x".repeat(i * 7 % 900) + i);
        }
        expected.add(700, "");
        expected.add(1500, "y".repeat(600_000));
        expected.forEach(text -> log.append(utf8(text)));

        assertThat(read(log)).isEqualTo(expected);
        assertThat(log.records()).isEqualTo(2002);
    }

    @Test
    void whatIsAppendedWhileItIsReadComesNextTime() {
        RecordFile log = new RecordFile(directory.resolve("log"));
        log.append(utf8("a"));

        log.scan(record -> log.append(utf8("b")));

        assertThat(read(log)).containsExactly("a", "b");
    }

    @Test
    void aDeletedLogIsEmptyAndLeavesNoFile() {
        RecordFile log = new RecordFile(directory.resolve("log"));
        log.append(utf8("a"));
        read(log);

        log.delete();
        log.append(utf8("b"));

        assertThat(read(log)).isEmpty();
        assertThat(Files.exists(directory.resolve("log"))).isFalse();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> read(RecordFile log) {
        List<String> read = new ArrayList<>();
        log.scan(record -> read.add(StandardCharsets.UTF_8.decode(record).toString()));
        return read;
    }
}
