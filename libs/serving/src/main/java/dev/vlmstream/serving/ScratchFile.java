package dev.vlmstream.serving;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Byte strings on disk, as long as the process lives. One thread appends, several may read. */
final class ScratchFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private volatile long end;

    /** @throws UncheckedIOException if no file can be made there */
    ScratchFile(Path directory) {
        try {
            Files.createDirectories(directory);
            path = Files.createTempFile(directory, "remote-answers-", ".scratch");
            // On Linux and macOS it has no name from here on, so that a process that is killed leaves none.
            channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new UncheckedIOException("no file for remote answers in " + directory + " (vlmstream.state-dir)", e);
        }
    }

    /** @return where they lie */
    long append(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .flip();
        long place = end;
        long at = place;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
        end = at;
        return place;
    }

    /** Bytes that were appended. */
    long size() {
        return end;
    }

    /** @param place as {@link #append} gave it */
    byte[] read(long place) throws IOException {
        int length = read(place, Integer.BYTES).getInt();
        return read(place + Integer.BYTES, length).array();
    }

    private ByteBuffer read(long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException(path + " ends at " + channel.size());
            }
        }
        return buffer.flip();
    }

    @Override
    public String toString() {
        return path.toString();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
