package dev.vlmstream.scoring.runs;

import java.util.List;

/**
 * A part of a list.
 *
 * @param total how long the whole list is
 */
public record ScorePage<T>(long total, List<T> entries) {
    /** Which part: the entries from {@code from} on, at most {@code size}. */
    public record Range(long from, int size) {
        public Range {
            if (from < 0 || size < 1) {
                throw new IllegalArgumentException(
                        "a page begins at 0 or later and has entries, got " + from + " and " + size);
            }
        }

        public boolean has(long place) {
            return place >= from && place < from + size;
        }
    }
}
