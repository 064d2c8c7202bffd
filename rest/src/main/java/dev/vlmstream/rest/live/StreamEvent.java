package dev.vlmstream.rest.live;

/**
 * An event of a stream, over Server-Sent Events under its id with its data as JSON, over a WebSocket as
 * {@code {"event": id, "data": …}}.
 */
public interface StreamEvent {
    String id();

    /** The record that its data is. */
    Class<?> data();

    /** Whether the data is a list of such records. */
    boolean isList();

    /** When it is sent, for readers. */
    String when();
}
