package dev.vlmstream.inference.remote;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** All accounts' entries, in one order that every replica of an installation reads alike. */
public interface SpendingLog {
    /** Gives every entry to the reader, in order, one at a time: those that are there, then those that come. */
    void follow(Consumer<SpendingEntry> reader);

    /**
     * Appends an entry.
     *
     * @return completes when it and all before it have been given to the reader; exceptionally if it may not have been written
     */
    CompletableFuture<Void> append(SpendingEntry entry);
}
