package dev.vlmstream.scoring.index;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

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
}
