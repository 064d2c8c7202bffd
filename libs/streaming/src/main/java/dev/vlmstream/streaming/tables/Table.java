package dev.vlmstream.streaming.tables;

import java.util.List;
import java.util.Optional;

/**
 * The newest event of every key of a topic.
 *
 * @param <T> the event
 */
public interface Table<T> {
    /** The newest event of a key; a key that is missing is looked for in all that has been written by now. */
    Optional<T> find(String key);

    /** The newest event of a key as it is known now. */
    Optional<T> known(String key);

    /** All rows as they are known now. */
    List<T> rows();

    /**
     * Waits until everything written before this call has been read.
     *
     * @throws org.apache.kafka.common.KafkaException if that cannot be done in good time
     */
    void catchUp();
}
