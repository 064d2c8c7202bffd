package dev.vlmstream.datasets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vlmstream.datasets.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    ImageStore store() {
        return ImageStore.open(
                directory.resolve("images").toString(),
                new ImageStore.Settings(Optional.empty(), Optional.empty(), directory.resolve("cache"), 0));
    }

    @Override
    void forgotten(String digest) throws IOException {
        Files.setLastModifiedTime(
                directory.resolve("images").resolve(Digest.path(digest)),
                FileTime.from(Instant.now().minus(Duration.ofDays(1))));
    }

    /** The question and the removal meet at every moment of each other. */
    @Test
    void whoIsToldThatAnImageIsThereFindsIt() throws Exception {
        String cat = Digest.of(CAT);
        int removed = 0;
        int kept = 0;
        try (ImageStore store = store()) {
            for (int round = 0; round < 3_000; round++) {
                store.put(cat, CAT);
                forgotten(cat);
                ImageStore.Kept listed = listed(store, cat);
                CyclicBarrier start = new CyclicBarrier(2);
                CompletableFuture<Boolean> removal = CompletableFuture.supplyAsync(() -> {
                    meet(start);
                    return store.removeUnused(listed);
                });
                meet(start);
                boolean there = store.missing(List.of(cat)).isEmpty();
                removed += removal.get() ? 1 : 0;
                kept += there ? 1 : 0;
                assertThat(there && removal.get()).as("round %d", round).isFalse();
                assertThat(store.get(cat, 100).isPresent())
                        .as("round %d", round)
                        .isNotEqualTo(removal.get());
            }
        }
        assertThat(removed).as("both happen").isPositive();
        assertThat(kept).as("both happen").isPositive();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatAPowerFailureLeftEmptyIsMissingAndPutAgain() throws IOException {
        String cat = Digest.of(CAT);
        try (ImageStore store = store()) {
            store.put(cat, CAT);
            Files.write(directory.resolve("images").resolve(Digest.path(cat)), new byte[0]);
            assertThat(store.missing(List.of(cat))).containsExactly(cat);
            store.put(cat, CAT);
            assertThat(store.missing(List.of(cat))).isEmpty();
            assertThat(store.get(cat, CAT.length))
                    .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(CAT));
        }
    }

    @Test
    void whatLiesBesideItIsNoImage() throws IOException {
        try (ImageStore store = store()) {
            store.put(Digest.of(CAT), CAT);
            Path part = directory.resolve("images").resolve(Digest.of(CAT).substring(0, 2));
            Files.write(part.resolve(".1234.part"), DOG);
            Files.createDirectories(directory.resolve("images/lost+found"));
            List<ImageStore.Kept> kept = new ArrayList<>();
            store.list(kept::add);
            assertThat(kept).hasSize(1);
        }
    }

    @Test
    void sayWhereItCannotWrite() throws IOException {
        Files.writeString(directory.resolve("images"), "a file where the directory should be");
        try (ImageStore store = store()) {
            assertThatThrownBy(() -> store.put(Digest.of(CAT), CAT))
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith(
                            "image store " + directory.resolve("images") + ": 5 bytes cannot be written: ");
        }
    }

    @Test
    void aLocationThatIsNoneIsRefused() {
        ImageStore.Settings settings = new ImageStore.Settings(Optional.empty(), Optional.empty(), directory, 0);
        for (String location : List.of("gs://bucket/a", "s3://", "s3://B/x", "http://host/a")) {
            assertThatThrownBy(() -> ImageStore.open(location, settings))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("s3://BUCKET/PREFIX");
        }
    }

    /** A file system of one mebibyte, which root alone may make. */
    @Test
    void aFullDiskIsSaidInALineAndLosesNothing() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(
                done("mount", "-t", "tmpfs", "-o", "size=1m", "vlmstream-test", small.toString()),
                "this user may not mount");
        try (ImageStore store = ImageStore.open(
                small.toString(),
                new ImageStore.Settings(Optional.empty(), Optional.empty(), directory.resolve("cache"), 0))) {
            store.put(Digest.of(CAT), CAT);
            byte[] large = new byte[2 << 20];
            assertThatThrownBy(() -> store.put(Digest.of(large), large))
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("image store " + small + ": ")
                    .hasMessageContaining("No space left on device")
                    .message()
                    .doesNotContain("\n");
            assertThat(store.missing(List.of(Digest.of(CAT), Digest.of(large)))).containsExactly(Digest.of(large));
            assertThat(store.get(Digest.of(CAT), 100)).hasValue(CAT);
            byte[] fits = new byte[500_000];
            store.put(Digest.of(fits), fits);
            assertThat(store.get(Digest.of(fits), 1 << 20)).hasValue(fits);
        } finally {
            done("umount", "-l", small.toString());
        }
    }

    private static boolean done(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
