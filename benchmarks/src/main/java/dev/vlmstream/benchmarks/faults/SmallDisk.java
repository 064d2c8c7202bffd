package dev.vlmstream.benchmarks.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file system of its own at a directory, small enough to be filled; only root may have one. */
final class SmallDisk implements AutoCloseable {
    private static final String SIZE = "512m";
    private static final int CHUNK = 1 << 20;

    private final Path directory;
    private final Path filler;

    private SmallDisk(Path directory) {
        this.directory = directory;
        this.filler = directory.resolve("filler");
    }

    /** Null where this user may not mount. */
    static @Nullable SmallDisk mount(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        return done("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "vlmstream-faults", directory.toString())
                ? new SmallDisk(directory)
                : null;
    }

    /** Takes off what a campaign that was killed left there. */
    static void unmount(Path directory) {
        while (done("umount", "-l", directory.toString())) {
            // They lie one over another where several were killed.
        }
    }

    void fill() {
        byte[] zeros = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int size = CHUNK; size > 0; ) {
                size = write(out, zeros, size);
            }
        } catch (IOException e) {
            // It is full.
        }
    }

    /** What to write next; the last bytes are taken one by one. */
    private static int write(OutputStream out, byte[] zeros, int size) {
        try {
            out.write(zeros, 0, size);
            return size;
        } catch (IOException e) {
            return size / 2;
        }
    }

    void empty() {
        try {
            Files.deleteIfExists(filler);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + filler, e);
        }
    }

    @Override
    public void close() {
        unmount(directory);
    }

    private static boolean done(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
