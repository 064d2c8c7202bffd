package dev.vlmstream.rest.live;

import java.util.Locale;

/** An event of a stream: its id, and its data as JSON. */
public interface StreamEvent {
    String name();

    default String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The record that its data is. */
    Class<?> data();

    /** Whether the data is a list of such records. */
    default boolean isList() {
        return false;
    }

    /** When it is sent, for readers. */
    String when();
}
