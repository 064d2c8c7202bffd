package dev.vlmstream.local.process;

import dev.vlmstream.local.process.ProcessLog.LogLimit;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A log that a process writes itself: started again after the line that fills it. Safe for many threads. */
public final class RotatingFile extends OutputStream {
    private final Path file;
    private final LogLimit limit;
    private OutputStream out;
    private long size;

    public RotatingFile(Path file, LogLimit limit) throws IOException {
        this.file = file;
        this.limit = limit;
        open();
    }

    private void open() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        out = new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        size = Files.size(file);
    }

    @Override
    public synchronized void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        size += length;
        if (size >= limit.bytes() && length > 0 && bytes[from + length - 1] == '\n') {
            rotate();
        }
    }

    private void rotate() throws IOException {
        out.close();
        try {
            shift(file, limit);
            Files.move(file, older(file, 1), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            // What cannot be put aside keeps growing: better than what cannot be written.
            open();
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        out.flush();
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }

    /** Beside the file being written lie older ones, named {@code .1} (the newest), {@code .2}, … */
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
        if (ProcessLog.size(file) < limit.bytes()) {
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
