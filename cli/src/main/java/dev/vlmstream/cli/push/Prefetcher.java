package dev.vlmstream.cli.push;

import dev.vlmstream.cli.command.CommandFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Prepares things a few ahead of who takes them, in their order, in one thread: readers of archives go forward through their
 * pages and would start again if several asked at once. They are passed on some at a time, since to wake a thread for each
 * takes as long as to prepare it.
 */
public final class Prefetcher<T, R> implements Iterator<R>, AutoCloseable {
    /** Few, since each may hold an image of many megabytes. */
    private static final int AT_ONCE = 4;

    private static final int LOTS = 2;

    private final Iterator<T> source;
    private final Function<T, R> work;
    private final Deque<Future<List<R>>> prepared = new ArrayDeque<>();
    private Iterator<R> lot = Collections.emptyIterator();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread ahead = new Thread(task, "prepares-items");
        ahead.setDaemon(true);
        return ahead;
    });

    Prefetcher(Iterable<T> source, Function<T, R> work) {
        this.source = source.iterator();
        this.work = work;
    }

    @Override
    public boolean hasNext() {
        return lot.hasNext() || !prepared.isEmpty() || source.hasNext();
    }

    /** What the work gives for the next one, or throws for one of the next few. */
    @Override
    public R next() {
        if (!lot.hasNext()) {
            while (prepared.size() < LOTS && source.hasNext()) {
                List<T> some = new ArrayList<>();
                while (some.size() < AT_ONCE && source.hasNext()) {
                    some.add(source.next());
                }
                prepared.add(thread.submit(() -> some.stream().map(work).toList()));
            }
            Future<List<R>> first = prepared.poll();
            if (first == null) {
                throw new NoSuchElementException();
            }
            lot = result(first, RuntimeException.class, "pushing").iterator();
        }
        return lot.next();
    }

    /**
     * What another thread has made.
     *
     * @param expected what it may fail with besides unchecked exceptions
     * @param doing for the message if this thread is interrupted meanwhile
     */
    public static <R, X extends Exception> R result(Future<R> future, Class<X> expected, String doing) throws X {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (expected.isInstance(cause)) {
                throw expected.cast(cause);
            }
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            if (cause instanceof Error grave) {
                throw grave;
            }
            throw new IllegalStateException(cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted while " + doing, e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
