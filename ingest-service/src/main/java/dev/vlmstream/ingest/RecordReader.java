package dev.vlmstream.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.datasets.InvalidItemException;
import dev.vlmstream.datasets.JsonItems;
import dev.vlmstream.datasets.JsonRecords;
import dev.vlmstream.datasets.PushedItem;
import dev.vlmstream.datasets.image.Digest;
import dev.vlmstream.schemas.Item;
import dev.vlmstream.schemas.topics.EventHeaders;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.schemas.wire.WireException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads records of the items topic: Avro items, and JSON objects with the study's field names. */
final class RecordReader {
    private static final Wire<Item> ITEM = Wire.of(Item.class);

    private RecordReader() {}

    /** What a JSON object is, by the fields that it has. */
    enum Kind {
        MANIFEST,
        LINE,
        CLOSING
    }

    /**
     * What a record is; nothing is fetched for it.
     *
     * @throws RejectedException if it is none of these
     */
    static Pushed read(ConsumerRecord<byte[], byte[]> record) {
        if (isAvro(record)) {
            Item item = avroItem(record.value());
            return new Pushed.Line(item.getRun(), item, null);
        }
        JsonNode json = json(record.value());
        String run = run(json, record);
        return switch (kind(json)) {
            case MANIFEST -> new Pushed.Manifest(run, JsonManifests.parse(json, run));
            case CLOSING -> closing(json, run);
            case LINE -> JsonImages.line(pushedItem(json), run);
        };
    }

    /** A manifest without its models counts as one, too: as an item it would be refused for the image that it lacks. */
    static Kind kind(JsonNode json) {
        if (json.path("close").asBoolean(false)) {
            return Kind.CLOSING;
        }
        boolean answered = json.has("label") || json.has("answer") || json.has("answers");
        boolean settings = json.has("models") || json.has("task");
        return settings && !answered ? Kind.MANIFEST : Kind.LINE;
    }

    /** The run that a JSON object names, else the one that its record's header does; null if neither does. */
    static @Nullable String run(JsonNode json, ConsumerRecord<byte[], byte[]> record) {
        return json.path("run").isTextual()
                ? json.get("run").asText()
                : EventHeaders.text(record.headers(), EventHeaders.RUN);
    }

    static boolean isAvro(ConsumerRecord<byte[], byte[]> record) {
        return Wire.isAvro(record.value());
    }

    /** @throws RejectedException if it is none */
    static Item avroItem(byte[] value) {
        try {
            return ITEM.decode(value);
        } catch (WireException e) {
            throw new RejectedException(e.getMessage(), e);
        }
    }

    /** @throws RejectedException if it is no JSON object */
    static JsonNode json(byte[] value) {
        if (value == null || value.length == 0) {
            throw new RejectedException("an empty record; items are JSON objects or Avro items");
        }
        try {
            JsonNode json = JsonRecords.tree(value);
            if (!json.isObject()) {
                throw new RejectedException("neither an Avro item nor a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new RejectedException("neither an Avro item nor a JSON object: " + e.getOriginalMessage(), e);
        }
    }

    private static Pushed closing(JsonNode json, @Nullable String run) {
        if (!json.path("items").canConvertToLong() || json.get("items").asLong() < 0) {
            throw new RejectedException(
                    "a closing record needs \"items\", the number of items pushed: {\"run\":\"…\",\"close\":true,\"items\":500}");
        }
        JsonNode digest = json.path("items_digest");
        if (json.hasNonNull("items_digest") && !Digest.isOne(digest.asText())) {
            throw new RejectedException(
                    "\"items_digest\" of a closing record is a SHA-256 in small hexadecimal digits");
        }
        return new Pushed.Closing(run, json.get("items").asLong(), digest.textValue());
    }

    /** @throws RejectedException if it cannot be an item */
    static PushedItem pushedItem(JsonNode json) {
        try {
            return JsonItems.parse(json);
        } catch (InvalidItemException e) {
            throw new RejectedException(e.getMessage(), e);
        }
    }
}
