package dev.vlmstream.scoring.index;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** The index of all scores that a process knows of. */
public final class ScoreIndex implements AutoCloseable {
    private final ScratchDirectory directory;
    private final Lists lists;
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger logs = new AtomicInteger();

    private ScoreIndex(ScratchDirectory directory) {
        this.directory = directory;
        this.lists = new Lists(directory.resolve("lists"));
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

    public Lists lists() {
        return lists;
    }

    /** An empty log. */
    public Log newLog() {
        return new Log(directory.resolve("log-" + logs.incrementAndGet()));
    }

    /** Removes all lists of a run. */
    public void drop(int run) {
        lists.drop(run);
    }

    @Override
    public void close() {
        lists.close();
        directory.close();
    }
}
