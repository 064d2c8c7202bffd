package dev.vlmstream.datasets.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a few of a dataset's files open that images are read from, since to open one takes as long as to read a small image. They
 * are closed with the dataset's last image: Java closes channels that nobody knows any more.
 */
public final class OpenFiles {
    private static final int MOST = 16;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /** In the order in which they were opened. */
    private final Map<Path, FileChannel> files = new LinkedHashMap<>();

    /** @throws IOException if the file cannot be read, or ends before */
    byte[] read(Path file, long offset, int length) throws IOException {
        lock.readLock().lock();
        try {
            FileChannel open = files.get(file);
            if (isOpen(open)) {
                return read(open, offset, length);
            }
        } finally {
            lock.readLock().unlock();
        }
        lock.writeLock().lock();
        try {
            return read(open(file), offset, length);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private FileChannel open(Path file) throws IOException {
        FileChannel open = files.get(file);
        if (isOpen(open)) {
            return open;
        }
        files.remove(file);
        Iterator<FileChannel> oldest = files.values().iterator();
        while (files.size() >= MOST) {
            oldest.next().close();
            oldest.remove();
        }
        FileChannel channel = FileChannel.open(file);
        files.put(file, channel);
        return channel;
    }

    /** Channels are closed when a thread is interrupted that reads one. */
    private static boolean isOpen(@Nullable FileChannel channel) {
        return channel != null && channel.isOpen();
    }

    /** @throws IOException if the file cannot be read, or ends before */
    public static byte[] read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw new EOFException("the file became shorter while it was read");
            }
        }
        return bytes.array();
    }

    /**
     * An image as it lies within a larger file.
     *
     * @param files keeps the archive open
     * @param where for messages
     */
    public record ImageSlice(OpenFiles files, Path archive, long offset, int length, String where)
            implements ImageData {
        @Override
        public byte[] bytes() throws IOException {
            return files.read(archive, offset, length);
        }

        @Override
        public OptionalLong size() {
            return OptionalLong.of(length);
        }

        @Override
        public String toString() {
            return where;
        }
    }
}
