package dev.vlmstream.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.datasets.JsonItems;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.streaming.loop.DeadLetters;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a record that is refused: under its run, a dead letter counts as a failed item, and the run ends.
 *
 * @param run null where the record names none, or no possible one
 * @param item the id that the item has, or would have got; where it lies, if that cannot be told; null of what is no item
 */
record Attribution(@Nullable String run, @Nullable String item) {
    private static final Attribution NONE = new Attribution(null, null);

    /** Whether this is an item that leaves its run to be guessed. */
    boolean isOfTheOpenRun() {
        return run == null && item != null;
    }

    /** Reads as much as can be read; never fails for what the record holds. */
    static Attribution of(ConsumerRecord<byte[], byte[]> record) {
        try {
            return RecordReader.isAvro(record) ? avro(record) : json(record, RecordReader.json(record.value()));
        } catch (RuntimeException e) {
            String run = EventHeaders.text(record.headers(), EventHeaders.RUN);
            return Keys.isRun(run) ? new Attribution(run, id(record)) : NONE;
        }
    }

    private static Attribution avro(ConsumerRecord<byte[], byte[]> record) {
        Item item = RecordReader.avroItem(record.value());
        String run = item.getRun().isEmpty() ? EventHeaders.text(record.headers(), EventHeaders.RUN) : item.getRun();
        return of(run, item.getItemId().isEmpty() ? id(record) : item.getItemId());
    }

    private static Attribution json(ConsumerRecord<byte[], byte[]> record, JsonNode json) {
        String run = RecordReader.run(json, record);
        return switch (RecordReader.kind(json)) {
            case MANIFEST, CLOSING -> of(run, null);
            case LINE -> of(run, JsonItems.id(json).orElseGet(() -> id(record)));
        };
    }

    private static Attribution of(@Nullable String run, @Nullable String item) {
        boolean named = run != null && !run.isEmpty();
        return named && !Keys.isRun(run) ? NONE : new Attribution(named ? run : null, item);
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        String header = EventHeaders.text(record.headers(), EventHeaders.ITEM);
        return header == null ? DeadLetters.position(record) : header;
    }
}
