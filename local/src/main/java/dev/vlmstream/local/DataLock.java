package dev.vlmstream.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a data directory for one stack; the system gives it up when the process ends, however it ends. */
final class DataLock implements AutoCloseable {
    private final FileChannel channel;

    private DataLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws StackException if another stack holds it */
    static DataLock take(Path data) {
        Path file = data.resolve("lock");
        try {
            Files.createDirectories(data.resolve("logs"));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = lock(channel);
            if (lock == null) {
                channel.close();
                throw new StackException("another stack runs in " + data
                        + "; stop it (vlmstream down --data DIR, or Ctrl-C where it runs) or choose another --data");
            }
            return new DataLock(channel);
        } catch (IOException e) {
            throw new StackException("cannot use " + data + " as data directory: " + e.getMessage(), e);
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StackException("cannot release the lock of a data directory: " + e.getMessage(), e);
        }
    }
}
