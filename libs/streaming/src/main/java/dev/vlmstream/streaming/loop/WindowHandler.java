package dev.vlmstream.streaming.loop;

import dev.vlmstream.streaming.kafka.BatchTrace;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a service does with records that are under way side by side, each for as long as it takes, such as questions to a server: as
 * one ends, the next begins. Results are committed as records end, in any order: one that takes long holds up no other.
 */
public interface WindowHandler extends BatchHandler {
    /** How many records are under way at most. */
    int mostUnderWay();

    /** Whether another record may begin now. */
    boolean hasRoom();

    /**
     * Begins to work on a record; called on the loop's own thread, as is what the future gives.
     *
     * @param trace of the record
     * @return what writes the results, once they are there; it may be called again. A future that fails means what an exception of
     *     {@link #handle} does
     */
    CompletableFuture<Consumer<Outbox>> begin(ConsumerRecord<byte[], byte[]> record, BatchTrace trace);

    /** Works on records one after the other. */
    @Override
    default void handle(List<ConsumerRecord<byte[], byte[]>> batch, Outbox outbox) {
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            try {
                begin(record, outbox.trace()).join().accept(outbox);
            } catch (CompletionException e) {
                throw thrown(e);
            }
        }
    }

    /** What a future failed with, as it was thrown. */
    static RuntimeException thrown(CompletionException failure) {
        if (failure.getCause() instanceof Error error) {
            throw error;
        }
        return failure.getCause() instanceof RuntimeException cause ? cause : failure;
    }
}
