package dev.vlmstream.inference.remote.stub;

import dev.vlmstream.inference.remote.AnswerStore;
import dev.vlmstream.inference.remote.SpendingEntry;
import dev.vlmstream.inference.remote.SpendingLog;
import dev.vlmstream.inference.remote.StoredAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** What replicas share, within a test. */
public final class SharedRecords implements AnswerStore, SpendingLog {
    private final ExecutorService inOrder = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "shared-records");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, StoredAnswer> answers = new ConcurrentHashMap<>();
    private final List<SpendingEntry> entries = new ArrayList<>();
    private final List<Consumer<SpendingEntry>> readers = new ArrayList<>();

    @Override
    public void catchUp() {
        // All is there at once.
    }

    @Override
    public Optional<StoredAnswer> find(String key) {
        return Optional.ofNullable(answers.get(key));
    }

    @Override
    public void put(String key, StoredAnswer answer) {
        answers.put(key, answer);
    }

    /** Waits until all that was appended before has been read. */
    public void settle() {
        CompletableFuture.runAsync(() -> {}, inOrder).join();
    }

    @Override
    public synchronized void follow(Consumer<SpendingEntry> reader) {
        entries.forEach(reader);
        readers.add(reader);
    }

    @Override
    public CompletableFuture<Void> append(SpendingEntry entry) {
        return CompletableFuture.runAsync(
                () -> {
                    synchronized (this) {
                        entries.add(entry);
                        readers.forEach(reader -> reader.accept(entry));
                    }
                },
                inOrder);
    }

    /** All that was appended. */
    public synchronized List<SpendingEntry> entries() {
        return List.copyOf(entries);
    }
}
