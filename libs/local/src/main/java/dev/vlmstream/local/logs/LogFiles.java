package dev.vlmstream.local.logs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The files of a log: the one being written, and older ones named {@code .1} (the newest), {@code .2}, … */
public final class LogFiles {
    private LogFiles() {}

    static Path older(Path file, int age) {
        return file.resolveSibling(file.getFileName() + "." + age);
    }

    /** Makes room for a new {@code .1}; the oldest goes. */
    static void shift(Path file, LogLimit limit) throws IOException {
        for (int age = limit.files() - 1; age > 1; age--) {
            Path younger = older(file, age - 1);
            if (Files.exists(younger)) {
                Files.move(younger, older(file, age), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /**
     * Puts aside what another process, or this one's standard output, has appended to a file, if it has grown too large. The file
     * is copied and emptied, since the writer holds on to it; what is written while it is copied is kept, too.
     */
    public static void bound(Path file, LogLimit limit) {
        if (LogTail.size(file) < limit.bytes()) {
            return;
        }
        try {
            shift(file, limit);
            Files.copy(file, older(file, 1), StandardCopyOption.REPLACE_EXISTING);
            empty(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot put " + file + " aside: " + e.getMessage(), e);
        }
    }

    private static void empty(Path file) throws IOException {
        try (FileChannel now = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel aside = FileChannel.open(older(file, 1), StandardOpenOption.APPEND)) {
            long copied = aside.size();
            while (copied < now.size()) {
                copied += now.transferTo(copied, now.size() - copied, aside);
            }
            now.truncate(0);
        }
    }
}
