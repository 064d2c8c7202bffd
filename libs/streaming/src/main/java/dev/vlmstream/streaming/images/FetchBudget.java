package dev.vlmstream.streaming.images;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What fetched images may take of the heap together until they are taken over. A body is read once there is room for all of it; one that
 * somebody waits for is read at once, so no more is held than this and one image for each of those. Belongs to the event loop.
 */
final class FetchBudget {
    private final Map<HttpFetch, Long> held = new HashMap<>();
    private final Set<HttpFetch> hurried = new HashSet<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long free;

    FetchBudget(long bytes) {
        this.free = bytes;
    }

    private record Waiting(HttpFetch fetch, long bytes, Runnable then) {}

    /** @param then told when there is room; never if the fetch fails before */
    void take(HttpFetch fetch, long bytes, Runnable then) {
        waiting.add(new Waiting(fetch, bytes, then));
        serve();
    }

    /** Somebody waits for this one. */
    void hurry(HttpFetch fetch) {
        hurried.add(fetch);
        serve();
    }

    /** It has become less. */
    void shrink(HttpFetch fetch, long bytes) {
        Long before = held.replace(fetch, bytes);
        free += before == null ? 0 : before - bytes;
        serve();
    }

    /** It is taken over, or comes to nothing. */
    void give(HttpFetch fetch) {
        hurried.remove(fetch);
        waiting.removeIf(one -> one.fetch() == fetch);
        Long bytes = held.remove(fetch);
        free += bytes == null ? 0 : bytes;
        serve();
    }

    private void serve() {
        for (Waiting one : List.copyOf(waiting)) {
            if (hurried.contains(one.fetch())) {
                let(one);
            }
        }
        while (!waiting.isEmpty() && waiting.peek().bytes() <= free) {
            let(waiting.peek());
        }
    }

    private void let(Waiting one) {
        if (!waiting.remove(one)) {
            return;
        }
        held.put(one.fetch(), one.bytes());
        free -= one.bytes();
        one.then().run();
    }
}
