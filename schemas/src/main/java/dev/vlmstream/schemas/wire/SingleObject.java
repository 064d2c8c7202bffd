package dev.vlmstream.schemas.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * Avro's single-object encoding of one schema, for who reads or writes a body piece by piece: two marker bytes, the
 * fingerprint of the schema (8 bytes), the body.
 */
public final class SingleObject {
    /** Where the body begins. */
    public static final int BODY = 10;

    private static final short MARKER = 0x01c3;

    private final long fingerprint;

    public SingleObject(Schema schema) {
        this.fingerprint = SchemaNormalization.parsingFingerprint64(schema);
    }

    /** Whether these bytes claim to be of this very version of the schema. */
    public boolean matches(byte @Nullable [] bytes) {
        OptionalLong claimed = fingerprint(bytes);
        return claimed.isPresent() && claimed.getAsLong() == fingerprint;
    }

    /** The fingerprint of the schema that these bytes claim to be written with; empty if they are of another encoding. */
    static OptionalLong fingerprint(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length < BODY) {
            return OptionalLong.empty();
        }
        ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return head.getShort() == MARKER ? OptionalLong.of(head.getLong()) : OptionalLong.empty();
    }

    /** The bytes in front of a body. */
    public byte[] header() {
        return ByteBuffer.allocate(BODY)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(MARKER)
                .putLong(fingerprint)
                .array();
    }
}
