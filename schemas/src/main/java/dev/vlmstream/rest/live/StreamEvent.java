package dev.vlmstream.rest.live;

/**
 * An event of a stream.
 *
 * @param data the record that its data is, as JSON
 * @param isList whether the data is a list of such records
 * @param when it is sent, for readers
 */
public record StreamEvent(String id, Class<?> data, boolean isList, String when) {
    StreamEvent(String id, Class<?> data, String when) {
        this(id, data, false, when);
    }
}
