package dev.vlmstream.scoring.topology;

import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.SingleObject;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose a record is that cannot be read or worked on, as far as it shows: every version of these events begins with run,
 * item and, but for references, model; and the key is run/item.
 *
 * @param run null: not known, nor are the others
 * @param itemId null: not known, or it is no failure of the item
 * @param model null: not known, or the record is of no model
 */
record RecordOwner(
        @Nullable String run,
        @Nullable String itemId,
        @Nullable String model) {
    static final RecordOwner NONE = new RecordOwner(null, null, null);
    /** Names are short; what declares more is no name. */
    private static final int MOST_BYTES = 1000;
    /** Of the schema registry's format: a zero byte and the schema's id. */
    private static final int REGISTERED_BODY = 5;

    static RecordOwner of(Topic topic, byte @Nullable [] key, byte[] value) {
        List<String> names = firstTexts(value, topic == Topic.REFERENCES ? 2 : 3);
        if (names.size() >= 2 && Keys.isRun(names.get(0))) {
            return new RecordOwner(names.get(0), names.get(1), names.size() > 2 ? names.get(2) : null);
        }
        return ofKey(key);
    }

    private static RecordOwner ofKey(byte @Nullable [] key) {
        String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        int slash = text.indexOf('/');
        return slash > 0 && Keys.isRun(text.substring(0, slash))
                ? new RecordOwner(text.substring(0, slash), text.substring(slash + 1), null)
                : NONE;
    }

    /** The texts that a body begins with, at most this many. */
    private static List<String> firstTexts(byte[] value, int most) {
        List<String> texts = new ArrayList<>();
        if (!Wire.isAvro(value)) {
            return texts;
        }
        int at = value[0] == 0 ? REGISTERED_BODY : SingleObject.BODY;
        while (texts.size() < most && at < value.length) {
            // Avro's length: seven bits a byte, the sign in the lowest one. Two bytes are enough for a name's.
            int length = value[at] & 0x7f;
            if (value[at++] < 0 && at < value.length) {
                length |= (value[at] & 0x7f) << 7;
                if (value[at++] < 0) {
                    break;
                }
            }
            length = length >>> 1 ^ -(length & 1);
            if (length < 0 || length > MOST_BYTES || length > value.length - at) {
                break;
            }
            texts.add(new String(value, at, length, StandardCharsets.UTF_8));
            at += length;
        }
        return texts;
    }
}
