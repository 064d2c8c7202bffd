package dev.vlmstream.scoring.index;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a process keeps on disk can be used. It fails when a look at it fails, or somebody's use of it; it is well again once
 * neither has happened for the time of its patience.
 */
public final class StorageHealth {
    private final Runnable look;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private @Nullable Long since;
    private long last;
    private String why = "";

    /**
     * @param look throws an {@link IndexException} if the storage cannot be used
     * @param nanoTime as {@link System#nanoTime}
     */
    public StorageHealth(Runnable look, Duration patience, LongSupplier nanoTime) {
        this.look = look;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /**
     * What is wrong.
     *
     * @param lasting for longer than the patience: then nothing but a new start helps
     */
    public record Trouble(String why, Duration since, boolean lasting) {}

    /** Somebody could not use it. */
    public synchronized void failed(IndexException failure) {
        last = nanoTime.getAsLong();
        since = since == null ? Long.valueOf(last) : since;
        why = String.valueOf(failure.getMessage());
    }

    /** Looks at it; empty while all is well. */
    public synchronized Optional<Trouble> trouble() {
        try {
            look.run();
        } catch (IndexException e) {
            failed(e);
        }
        long now = nanoTime.getAsLong();
        if (since != null && now - last > patience.toNanos()) {
            since = null;
        }
        return Optional.ofNullable(since).map(begin -> {
            Duration age = Duration.ofNanos(now - begin);
            return new Trouble(why, age, age.compareTo(patience) >= 0);
        });
    }
}
