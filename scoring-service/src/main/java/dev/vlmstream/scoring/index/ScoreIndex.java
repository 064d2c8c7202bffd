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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The index of all scores that a process knows of. */
public final class ScoreIndex implements AutoCloseable {
    private final ScratchDirectory directory;
    private final ScoreIndexStore store;
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger files = new AtomicInteger();

    private ScoreIndex(ScratchDirectory directory) {
        this.directory = directory;
        this.store = new ScoreIndexStore(directory.resolve("lists"));
    }

    /**
     * An empty index.
     *
     * @throws IllegalStateException if another process has the directory
     */
    public static ScoreIndex open(Path directory) {
        return new ScoreIndex(ScratchDirectory.open(directory));
    }

    /** A number for a run, in the names of its lists. */
    public int newRun() {
        return runs.incrementAndGet();
    }

    public ScoreIndexStore store() {
        return store;
    }

    /** An empty file. */
    public RecordFile newRecordFile() {
        return new RecordFile(directory.resolve("records-" + files.incrementAndGet()));
    }

    /** @throws IndexException if what was there is gone, or more cannot be written */
    public void check() {
        directory.check();
    }

    /** Removes all lists of a run. */
    public void drop(int run) {
        store.drop(run);
    }

    @Override
    public void close() {
        store.close();
        directory.close();
    }

    /** A directory that one process has to itself, empty when it is opened and when it is closed. */
    private static final class ScratchDirectory implements AutoCloseable {
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
                FileChannel channel = FileChannel.open(
                        directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (!isLocked(channel)) {
                    channel.close();
                    throw new IllegalStateException(
                            directory.toAbsolutePath() + " is in use by another process; give each"
                                    + " replica a name (vlmstream.instance) or a directory (vlmstream.state-dir) of its own");
                }
                Path content = directory.resolve("content");
                deleteTree(content);
                Files.createDirectories(content);
                Files.createFile(content.resolve(MARK));
                return new ScratchDirectory(content, channel);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        DiskFault.of("cannot keep an index in", directory.toAbsolutePath(), e), e);
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
                List<Path> deepestFirst =
                        paths.sorted(Comparator.reverseOrder()).toList();
                for (Path path : deepestFirst) {
                    Files.delete(path);
                }
            }
        }
    }
}
