package dev.vlmstream.scoring.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When storage that fails is no longer waited for, and what is said of it. */
class StorageHealthTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    private long now;

    @Test
    void storageThatWasDeletedFailsAndLastsAfterAMinute() throws IOException {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            StorageHealth health = new StorageHealth(index::check, PATIENCE, () -> now);
            pass(Duration.ofHours(1));
            assertThat(health.trouble()).isEmpty();

            delete(directory.resolve("content"));

            assertThat(health.trouble()).hasValueSatisfying(trouble -> {
                assertThat(trouble.lasting()).isFalse();
                assertThat(trouble.why()).contains("cannot write").endsWith("was deleted");
            });
            pass(PATIENCE);
            assertThat(health.trouble())
                    .hasValueSatisfying(trouble -> assertThat(trouble.lasting()).isTrue());
            Files.createDirectories(directory.resolve("content"));
            assertThat(health.trouble()).as("what it held is gone").isPresent();
        }
    }

    @Test
    void whatFailsOnceIsWellAgainAndWhatFailsAgainAndAgainLasts() {
        StorageHealth health = new StorageHealth(() -> {}, PATIENCE, () -> now);
        IndexException failure = new IndexException("no", new IOException());
        health.failed(failure);
        pass(PATIENCE.minusSeconds(1));
        assertThat(health.trouble()).isPresent();
        pass(Duration.ofSeconds(2));
        assertThat(health.trouble()).isEmpty();

        health.failed(failure);
        pass(PATIENCE.minusSeconds(1));
        health.failed(failure);
        pass(Duration.ofSeconds(2));

        assertThat(health.trouble()).hasValueSatisfying(trouble -> {
            assertThat(trouble.lasting()).isTrue();
            assertThat(trouble.since()).isEqualTo(PATIENCE.plusSeconds(1));
        });
    }

    @Test
    void whatIsWrongIsSaidAndRoomOnlyWhereThereIsNone() {
        Path file = directory.resolve("a").resolve("b");

        assertThat(DiskFault.of("cannot write", file, new NoSuchFileException("b")))
                .isEqualTo("cannot write " + file + ": it, or its directory, was deleted");
        assertThat(DiskFault.of("cannot write", file, new AccessDeniedException("b")))
                .isEqualTo("cannot write " + file + ": this process may not");
        assertThat(DiskFault.of("cannot write", file, new FileSystemException("b", null, "Read-only file system")))
                .isEqualTo("cannot write " + file + ": Read-only file system");
        assertThatThrownBy(() -> {
                    try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
                        full.write(1);
                    } catch (IOException e) {
                        throw new IndexException(DiskFault.of("cannot write", Path.of("/dev/full"), e), e);
                    }
                })
                .hasMessage("cannot write /dev/full: No space left on device");
    }

    @Test
    void recordsThatCannotBeKeptSayWhy() throws IOException {
        try (ScoreIndex index = ScoreIndex.open(directory)) {
            RecordFile file = index.newRecordFile();
            delete(directory.resolve("content"));
            file.append(ByteBuffer.wrap(new byte[] {1}));

            assertThatThrownBy(() -> file.scan(record -> {}))
                    .isInstanceOf(IndexException.class)
                    .hasMessageStartingWith("cannot write")
                    .hasMessageEndingWith("was deleted");
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static void delete(Path tree) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(tree)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
