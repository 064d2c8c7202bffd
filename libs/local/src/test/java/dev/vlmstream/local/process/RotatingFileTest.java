package dev.vlmstream.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.local.process.ProcessLog.LogLimit;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
    private static final LogLimit LIMIT = new LogLimit(1024, 3);

    @TempDir
    Path directory;

    @Test
    void whatItKeepsIsTheNewestWithoutAGapAndBounded() throws IOException {
        Path file = directory.resolve("logs/broker.log");
        try (PrintStream out = new PrintStream(new RotatingFile(file, LIMIT), true)) {
            IntStream.range(0, 1_000).forEach(i -> out.println("line " + i));
        }
        List<String> kept = lines(file);
        int first = 1_000 - kept.size();
        assertThat(kept)
                .hasSizeGreaterThan(200)
                .isEqualTo(
                        IntStream.range(first, 1_000).mapToObj(i -> "line " + i).toList());
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).hasSize(3).allMatch(one -> ProcessLog.size(one) < 1024 + 100);
        }
    }

    @Test
    void itGoesOnWhereItsPredecessorEnded() throws IOException {
        Path file = directory.resolve("broker.log");
        for (String life : List.of("first", "second")) {
            try (PrintStream out = new PrintStream(new RotatingFile(file, LIMIT), true)) {
                out.println(life);
            }
        }
        assertThat(Files.readAllLines(file)).containsExactly("first", "second");
    }

    @Test
    void whatIsPutAsideFromOutsideIsKeptAndItsWriterGoesOn() throws IOException {
        Path file = directory.resolve("ingest.out");
        try (PrintStream out = new PrintStream(
                Files.newOutputStream(
                        file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND),
                true)) {
            for (int i = 0; i < 300; i++) {
                out.println("line " + i);
                RotatingFile.bound(file, LIMIT);
            }
        }
        assertThat(lines(file))
                .isEqualTo(IntStream.range(0, 300).mapToObj(i -> "line " + i).toList());
        assertThat(ProcessLog.size(file)).isLessThan(1024);
    }

    private static List<String> lines(Path file) {
        return Stream.of(RotatingFile.older(file, 2), RotatingFile.older(file, 1), file)
                .flatMap(one -> ProcessLog.lines(one, 0, Integer.MAX_VALUE).stream())
                .toList();
    }
}
