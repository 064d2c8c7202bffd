package dev.vlmstream.local.logs;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
            LogFiles.shift(file, limit);
            Files.move(file, LogFiles.older(file, 1), StandardCopyOption.REPLACE_EXISTING);
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
}
