package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.cli.ImagesCommand.GcCommand;
import dev.vlmstream.datasets.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesGcTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String NEEDED = "a".repeat(64);
    private static final String ASKED_FOR = "b".repeat(64);
    private static final String BROUGHT = "c".repeat(64);
    private static final String UNUSED = "d".repeat(64);
    private static final List<String> ALL = List.of(NEEDED, ASKED_FOR, BROUGHT, UNUSED);

    @TempDir
    Path directory;

    private ImageStore filled() throws IOException {
        ImageStore store = ImageStore.open(
                directory.toString(), new ImageStore.Settings(Optional.empty(), Optional.empty(), directory, 0));
        for (String digest : ALL) {
            store.put(digest, new byte[10]);
            Files.setLastModifiedTime(
                    directory.resolve(digest.substring(0, 2)).resolve(digest),
                    FileTime.from(Instant.now().minus(DAY.multipliedBy(2))));
        }
        return store;
    }

    /** A push is told that an image is there, and another one brings it, while the topics are read for what is needed. */
    @Test
    void whatAPushAsksForMeanwhileStays() throws IOException {
        try (ImageStore store = filled()) {
            GcCommand.Collected collected = GcCommand.collect(
                    store,
                    DAY,
                    () -> {
                        assertThat(store.missing(List.of(ASKED_FOR))).isEmpty();
                        store.put(BROUGHT, new byte[10]);
                        return Set.of(NEEDED);
                    },
                    false);
            assertThat(store.missing(ALL)).containsExactly(UNUSED);
            assertThat(collected.all()).isEqualTo(new GcCommand.Sums(4, 40));
            assertThat(collected.old()).isEqualTo(new GcCommand.Sums(1, 10));
        }
    }

    @Test
    void aDryRunRemovesNothing() throws IOException {
        try (ImageStore store = filled()) {
            assertThat(GcCommand.collect(store, DAY, Set::of, true).old().images())
                    .isEqualTo(4);
            assertThat(store.missing(ALL)).isEmpty();
        }
    }
}
