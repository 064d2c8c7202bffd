package dev.vlmstream.schemas.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Headers of records, all optional: they let a record that cannot be read be counted in the run it belongs to. */
public final class EventHeaders {
    /** UTF-8: the run a record belongs to. On JSON items it stands for a missing field {@code run}. */
    public static final String RUN = "run";
    /** UTF-8: the item a record belongs to. */
    public static final String ITEM = "item";

    /** UTF-8, on a record of {@code references} without a value: this partition is to forget that run. */
    public static final String DELETE_RUN = "delete-run";
    /** UTF-8: the dead letter that a record was sent again from, as {@code dead-letters-PARTITION-OFFSET}. */
    public static final String REPLAYED_FROM = "replayed-from";

    private EventHeaders() {}

    /** Of a record that is about a run. */
    public static Headers of(String run) {
        return put(new RecordHeaders(), RUN, run);
    }

    /** Of a record that is about an item. */
    public static Headers of(String run, String itemId) {
        return put(of(run), ITEM, itemId);
    }

    /** Writes a header in the place of any of that name. */
    public static Headers put(Headers headers, String name, String text) {
        return headers.remove(name).add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A header's text; null if there is none. */
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
