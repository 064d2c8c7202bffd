package dev.vlmstream.evaluation.sampling;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Shuffles a little at a time, as readers of shards do: an item comes later by any distance, and earlier by less than the buffer. */
public final class ShuffleBuffer {
    private ShuffleBuffer() {}

    /**
     * Drawn items in the order of their dataset, shuffled a little.
     *
     * @param dataset all its items, each an object of its own
     * @param size of the buffer; 1 keeps the dataset's order
     */
    public static <T> List<StudyDraw.Drawn<T>> inOrderOf(
            List<T> dataset, List<StudyDraw.Drawn<T>> drawn, int size, long seed) {
        Map<T, StudyDraw.Drawn<T>> byItem = new IdentityHashMap<>(drawn.size());
        drawn.forEach(one -> byItem.put(one.line(), one));
        return shuffled(
                dataset.stream().map(byItem::get).filter(Objects::nonNull).toList(), size, seed);
    }

    /**
     * The same items in another order, which size and seed alone decide.
     *
     * @param size of the buffer; 1 changes nothing
     */
    public static <T> List<T> shuffled(List<T> items, int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<T> buffer = new ArrayList<>();
        List<T> out = new ArrayList<>(items.size());
        for (T item : items) {
            buffer.add(item);
            if (buffer.size() == size) {
                out.add(take(buffer, random));
            }
        }
        while (!buffer.isEmpty()) {
            out.add(take(buffer, random));
        }
        return out;
    }

    private static <T> T take(List<T> buffer, SplittableRandom random) {
        int at = random.nextInt(buffer.size());
        T taken = buffer.get(at);
        T last = buffer.remove(buffer.size() - 1);
        if (at < buffer.size()) {
            buffer.set(at, last);
        }
        return taken;
    }
}
