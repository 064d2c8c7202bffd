package dev.vlmstream.datasets;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Files or rows that did not become items, of one class and for one reason.
 *
 * @param className null where they belong to no class
 * @param reason in words, the same for all of them
 * @param count how many they are
 * @param isLost whether they should have been items: then the dataset is refused, unless as many may be left out
 * @param first of them, for messages
 */
public record LeftOut(@Nullable String className, String reason, long count, boolean isLost, String first) {
    /** How many should have been items. */
    static long lost(Collection<LeftOut> all) {
        return all.stream().filter(LeftOut::isLost).mapToLong(LeftOut::count).sum();
    }

    public LeftOut and(LeftOut more) {
        return new LeftOut(className, reason, count + more.count, isLost, first);
    }
}
