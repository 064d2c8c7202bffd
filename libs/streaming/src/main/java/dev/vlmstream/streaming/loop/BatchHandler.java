package dev.vlmstream.streaming.loop;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a service does with the records of a topic. Handlers may be called again with the same records, so results must
 * depend on the records alone; whatever a handler puts into the outbox becomes visible once, with the records' offsets.
 */
public interface BatchHandler {
    /**
     * Works on a batch; always called on the loop's own thread.
     *
     * @throws RuntimeException if the batch cannot be worked on; its records are then tried one by one, and each that
     *     fails alone is given up. The same holds for the errors that {@link RecordFailure} names
     */
    void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox);

    /**
     * Told, before a batch is worked on, of records that are at hand and will probably be worked on after it: what is far away
     * for them can be fetched meanwhile. What it throws is of no account. Not told while records are worked on one by one.
     */
    default void comeNext(List<ConsumerRecord<byte[], byte[]>> records) {
        // Most have nothing to fetch.
    }

    /**
     * Whether one of its records may be why the process ends: those in progress then are worked on one by one afterwards, and one
     * that is in progress at each end is set aside. A handler that only moves records on has none.
     */
    default boolean suspectsRecords() {
        return true;
    }

    /**
     * Gives a record up that failed alone: a dead letter under its run and item as far as they can be read, one for each
     * model that it fails for, or whatever else ends it.
     */
    void giveUp(ConsumerRecord<byte[], byte[]> record, Throwable cause, Outbox outbox);
}
