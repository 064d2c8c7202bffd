package dev.vlmstream.scoring.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that one process has to itself, empty when it is opened and when it is closed. */
final class ScratchDirectory implements AutoCloseable {
    private static final String MARK = "there";
    private static final int LOOK_BYTES = 4096;

    private final Path content;
    private final FileChannel channel;

    private ScratchDirectory(Path content, FileChannel channel) {
        this.content = content;
        this.channel = channel;
    }

    /** @throws IllegalStateException if another process has it */
    static ScratchDirectory open(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new IllegalStateException(directory.toAbsolutePath() + " is in use by another process; give each"
                        + " replica a name (vlmstream.instance) or a directory (vlmstream.state-dir) of its own");
            }
            Path content = directory.resolve("content");
            deleteTree(content);
            Files.createDirectories(content);
            Files.createFile(content.resolve(MARK));
            return new ScratchDirectory(content, channel);
        } catch (IOException e) {
            throw new UncheckedIOException(DiskFault.of("cannot keep an index in", directory.toAbsolutePath(), e), e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path resolve(String name) {
        return content.resolve(name);
    }

    /** @throws IndexException if what was there is gone, or more cannot be written */
    void check() {
        Path file = content.resolve("look");
        try {
            if (!Files.exists(content.resolve(MARK))) {
                throw new NoSuchFileException(content.toString());
            }
            Files.write(file, new byte[LOOK_BYTES]);
            Files.delete(file);
        } catch (IOException e) {
            throw new IndexException(DiskFault.of("cannot write", file, e), e);
        }
    }

    @Override
    public void close() {
        try (channel) {
            deleteTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + content, e);
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }
}
