package dev.vlmstream.streaming;

import dev.vlmstream.schemas.DeadLetter;
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
     *     fails alone becomes a dead letter
     */
    void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox);

    /** The dead letters of a record that failed alone: one for each model that it fails for. */
    List<DeadLetter> deadLetters(ConsumerRecord<byte[], byte[]> record, RuntimeException cause);
}
