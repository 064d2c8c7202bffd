package dev.vlmstream.inference.decoding;

import java.util.List;

/**
 * Some positions of one row of keys and values: what is copied when batches are put together again.
 *
 * @param spans runs of the row's positions, one after another, without the padding between them
 */
record KvRow(KvTensors source, int row, List<Span> spans) {

    /** @param from the first position, padding included */
    record Span(int from, int count) {}

    static KvRow of(KvTensors source, int row, Span... spans) {
        return new KvRow(source, row, List.of(spans));
    }

    /** The last positions of a row. */
    static KvRow last(KvTensors source, int row, int count) {
        return of(source, row, new Span(source.length() - count, count));
    }

    int length() {
        return spans.stream().mapToInt(Span::count).sum();
    }

    /** Whether these are the last positions of the row, without padding between them. */
    boolean isLast() {
        int end = source.length();
        for (int i = spans.size() - 1; i >= 0; i--) {
            Span span = spans.get(i);
            if (span.count() > 0 && span.from() + span.count() != end) {
                return false;
            }
            end -= span.count();
        }
        return true;
    }
}
