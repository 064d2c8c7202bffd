package dev.vlmstream.scoring.runs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Results that take a look at all items, kept until this many were added that they are worth another look, and no sooner than
 * {@link RecomputeThrottle} allows unless they have doubled. One is worked out at a time, because each takes memory.
 */
public final class IncrementalCache<T extends @Nullable Object> {
    /** While a run is running, the number of items must have grown by a part in this many. */
    private static final int GROWTH = 50;

    private static final int MOST = 200;

    private final Map<String, Result<T>> results = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Result<T>> eldest) {
            return size() > MOST;
        }
    };

    private static final class Result<T extends @Nullable Object> {
        private final RecomputeThrottle throttle = new RecomputeThrottle();
        private long over;
        private T value;

        boolean isDue(long items, boolean complete) {
            return complete ? items != over : items > 2 * over || items - over > over / GROWTH && throttle.isDue();
        }

        void workOut(long items, Supplier<T> work) {
            value = throttle.work(work);
            over = items;
        }
    }

    /**
     * The result.
     *
     * @param items there are now
     * @param complete whether there will be no more: then it may not lag behind
     */
    public synchronized T get(String key, long items, boolean complete, Supplier<T> work) {
        Result<T> known = results.get(key);
        if (known == null) {
            known = new Result<>();
            known.workOut(items, work);
            results.put(key, known);
        } else if (known.isDue(items, complete)) {
            known.workOut(items, work);
        }
        return known.value;
    }
}
