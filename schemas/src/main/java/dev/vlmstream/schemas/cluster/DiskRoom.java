package dev.vlmstream.schemas.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How much room there is where something is kept.
 *
 * @param directory it, or where it will be
 * @param free bytes of its disk that this user may still write
 */
public record DiskRoom(Path directory, long free) {
    /** Kafka's broker ends at the first write that fails: time to make room before that. */
    static final long LITTLE = 64L << 20;
    /** A file system keeps some for itself, and no record worth pushing fits. */
    static final long NONE = 1L << 20;

    /** Looks; if the disk cannot be looked at, nothing is wrong with it as far as is known. */
    public static DiskRoom of(Path directory) {
        Path there = directory.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return new DiskRoom(directory, Files.getFileStore(there).getUsableSpace());
        } catch (IOException e) {
            return new DiskRoom(directory, Long.MAX_VALUE);
        }
    }

    /** Whether nothing can be written any more. */
    public boolean isFull() {
        return free < NONE;
    }

    /** What is wrong, and the fix; empty while there is room. */
    public Optional<String> complaint() {
        return free >= LITTLE
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the disk of %s is %s: %,d bytes are free; make room on it, and the work continues"
                                + " automatically",
                        directory,
                        isFull() ? "full" : "almost full",
                        free));
    }
}
