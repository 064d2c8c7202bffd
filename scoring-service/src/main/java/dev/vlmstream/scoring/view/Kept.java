package dev.vlmstream.scoring.view;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Results that take a look at all items, kept until so many were added that they are worth another look. One is worked out
 * at a time, because each takes memory.
 */
final class Kept<T> {
    /** While a run goes on, the number of items must have grown by a part in so many. */
    private static final int GROWTH = 50;

    private static final int MOST = 200;

    private final Map<String, Result<T>> results = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Result<T>> eldest) {
            return size() > MOST;
        }
    };

    private record Result<T>(long over, T value) {}

    /**
     * The result.
     *
     * @param items there are now
     * @param complete whether there will be no more: then it may not lag behind
     */
    synchronized T get(String key, long items, boolean complete, Supplier<T> work) {
        Result<T> known = results.get(key);
        if (known == null || items - known.over() > (complete ? 0 : known.over() / GROWTH)) {
            known = new Result<>(items, work.get());
            results.put(key, known);
        }
        return known.value();
    }
}
