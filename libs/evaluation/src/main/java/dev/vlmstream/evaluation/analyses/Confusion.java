package dev.vlmstream.evaluation.analyses;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A class and what was predicted when it was shown.
 *
 * @param label the class that was shown
 * @param predicted the class that was predicted; null: none of the run's classes
 * @param count how often
 * @param shown how often the class was shown and answered
 */
public record Confusion(String label, @Nullable String predicted, long count, long shown) {
    /** The most frequent first, then by the names of the classes. */
    public static final Comparator<Confusion> OFTEN_FIRST = Comparator.comparingLong(Confusion::count)
            .reversed()
            .thenComparing(Confusion::label)
            .thenComparing(confusion -> confusion.predicted() == null ? "" : confusion.predicted());

    public Confusion {
        if (count < 1 || count > shown) {
            throw new IllegalArgumentException("count must be between 1 and shown = " + shown + ", is " + count);
        }
    }
}
