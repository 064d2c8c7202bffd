package dev.vlmstream.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps a data directory for one stack; the system gives it up when the process ends, however it ends. */
public final class DataLock implements AutoCloseable {
    /** Somebody who only looks whether it is locked holds it for an instant. */
    private static final int TRIES = 20;

    private static final long PAUSE_MS = 50;

    static final String FILE = "lock";
    /** Held by who starts a stack in the background. */
    public static final String STARTING = "up.lock";

    /** A process gives up all its locks on a file when it closes that file once, so it must not open its own again. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final @Nullable Object key;
    private final FileChannel channel;

    private DataLock(Path file, @Nullable Object key, FileChannel channel) {
        this.file = file;
        this.key = key;
        this.channel = channel;
    }

    /** @throws StackException if another stack holds it */
    static DataLock take(Path data) {
        return tryTake(data.resolve(FILE))
                .orElseThrow(() -> new StackException("another stack runs in " + data + " or is starting there"
                        + holder(data).map(pid -> " (pid " + pid + ")").orElse("")
                        + "; stop it (vlmstream down --data DIR, or Ctrl-C where it runs) or choose another --data"));
    }

    /** Takes a lock file for this process, and writes its pid into it; empty if another has it. */
    public static Optional<DataLock> tryTake(Path file) {
        if (!OWN.add(file)) {
            return Optional.empty();
        }
        Optional<DataLock> taken = Optional.empty();
        try {
            Files.createDirectories(file.getParent());
            for (int i = 0; i < TRIES && taken.isEmpty(); i++) {
                taken = lock(file);
            }
            return taken;
        } catch (IOException e) {
            throw new StackException(
                    "cannot use " + file.getParent() + " as data directory: "
                            + reason(e)
                            + "; name another one with --data",
                    e);
        } finally {
            if (taken.isEmpty()) {
                OWN.remove(file);
            }
        }
    }

    /** Of some there is but the path that it is about. */
    private static String reason(IOException e) {
        String before = e instanceof AccessDeniedException
                ? "no permission to write "
                : e instanceof FileAlreadyExistsException ? "no directory, but a file or a link to nowhere: " : "";
        return before + e.getMessage();
    }

    private static Optional<DataLock> lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            pause();
            return Optional.empty();
        }
        byte[] pid = String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(pid));
        return Optional.of(new DataLock(file, key(file), channel));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process that has a stack in that directory, ready or not; empty if there is none. */
    public static Optional<Long> holder(Path data) {
        Path file = data.resolve(FILE);
        if (OWN.contains(file)) {
            return Optional.of(ProcessHandle.current().pid());
        }
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null ? Optional.empty() : Optional.of(Long.parseLong(Files.readString(file)));
        } catch (IOException e) {
            throw new StackException("cannot look into " + file + ": " + e.getMessage(), e);
        } catch (NumberFormatException e) {
            return Optional.of(0L);
        }
    }

    /** Whether the directory that it keeps is still the one that it was taken for. */
    boolean isThere() {
        try {
            return Objects.equals(key, key(file));
        } catch (IOException e) {
            return false;
        }
    }

    /** What the system knows a file by; null where it does not say. */
    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StackException("cannot release the lock of a data directory: " + e.getMessage(), e);
        } finally {
            OWN.remove(file);
        }
    }
}
