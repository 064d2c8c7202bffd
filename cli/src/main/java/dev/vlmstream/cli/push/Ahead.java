package dev.vlmstream.cli.push;

import dev.vlmstream.cli.CommandFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Prepares things a few ahead of who takes them, in their order, in one thread: readers of archives go forward through their
 * pages and would begin anew if several asked at once.
 */
final class Ahead<T, R> implements Iterator<R>, AutoCloseable {
    /** Few, since each may hold an image of many megabytes. */
    private static final int MOST = 8;

    private final Iterator<T> source;
    private final Function<T, R> work;
    private final Deque<Future<R>> prepared = new ArrayDeque<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread ahead = new Thread(task, "prepares-items");
        ahead.setDaemon(true);
        return ahead;
    });

    Ahead(Iterable<T> source, Function<T, R> work) {
        this.source = source.iterator();
        this.work = work;
    }

    @Override
    public boolean hasNext() {
        return !prepared.isEmpty() || source.hasNext();
    }

    /** What the work gives, or throws, for the next one. */
    @Override
    public R next() {
        while (prepared.size() < MOST && source.hasNext()) {
            T one = source.next();
            prepared.add(thread.submit(() -> work.apply(one)));
        }
        Future<R> first = prepared.poll();
        if (first == null) {
            throw new NoSuchElementException();
        }
        try {
            return first.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            if (e.getCause() instanceof Error grave) {
                throw grave;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while pushing", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
