package dev.vlmstream.ingest.loads;

import dev.vlmstream.schemas.DatasetLoad;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How far a load is, told to its topic now and then. Ends the work when it is not this replica's any more. */
final class LoadProgress {
    private static final Logger LOG = Logger.getLogger(LoadProgress.class);
    private static final long EVERY_NANOS = 2_000_000_000L;
    private static final int MOST_TOLD = 20;

    private final LoadTable book;
    private DatasetLoad load;
    private long written;
    private volatile boolean stopped;

    LoadProgress(LoadTable book, DatasetLoad load) {
        this.book = book;
        this.load = load;
    }

    synchronized DatasetLoad load() {
        return load;
    }

    /** Nobody wants it any more, or this replica ends. */
    void stop() {
        stopped = true;
    }

    /** @throws StoppedException if it is not */
    void requireOurs() {
        if (stopped || Thread.currentThread().isInterrupted() || !book.isOurs(load())) {
            throw new StoppedException("stopped");
        }
    }

    synchronized void enter(LoadState state) {
        load = DatasetLoad.newBuilder(load).setState(state.id()).setError(null).build();
        write();
    }

    void fetched(long done, long all, String file) {
        requireOurs();
        synchronized (this) {
            load = DatasetLoad.newBuilder(load)
                    .setFetchedBytes(done)
                    .setBytes(all)
                    .build();
            writeNowAndThen();
        }
    }

    synchronized void read(long items) {
        load = DatasetLoad.newBuilder(load)
                .setItems(items)
                .setAccepted(0)
                .setRefused(0)
                .build();
        enter(LoadState.PUSHING);
    }

    synchronized void tell(String line) {
        List<String> told = new ArrayList<>(load.getTold());
        if (told.size() < MOST_TOLD && !told.contains(line)) {
            told.add(line);
            load = DatasetLoad.newBuilder(load).setTold(told).build();
        }
    }

    synchronized void pushed(long accepted, long refused) {
        load = DatasetLoad.newBuilder(load)
                .setAccepted(load.getAccepted() + accepted)
                .setRefused(load.getRefused() + refused)
                .setError(null)
                .build();
        writeNowAndThen();
    }

    synchronized void waitsFor(String what) {
        load = DatasetLoad.newBuilder(load).setError(what).build();
        writeNowAndThen();
    }

    /** So that nobody takes it over while it is worked on. */
    synchronized void beat() {
        if (!stopped) {
            writeNowAndThen();
        }
    }

    synchronized void end(LoadState state, @Nullable String error) {
        load = DatasetLoad.newBuilder(load).setState(state.id()).setError(error).build();
        load = book.write(load);
    }

    private void writeNowAndThen() {
        if (System.nanoTime() - written > EVERY_NANOS) {
            write();
        }
    }

    /** What Kafka does not take now it gets later. */
    private void write() {
        requireOurs();
        written = System.nanoTime();
        try {
            load = book.write(load);
        } catch (RuntimeException e) {
            LOG.warnf("how far dataset %s of run %s is was not written: %s", load.getLoad(), load.getRun(), e);
        }
    }

    /** A load is not to be worked on any longer: it was cancelled, another replica has it, or this one ends. */
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException(String message) {
            super(message);
        }
    }
}
