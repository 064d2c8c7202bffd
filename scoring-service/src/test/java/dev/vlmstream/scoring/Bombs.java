package dev.vlmstream.scoring;

import dev.vlmstream.schemas.wire.SingleObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.avro.Schema;

/** Records that look like events and are none. */
public final class Bombs {
    private Bombs() {}

    /** 18 bytes: a valid header, then a text that says it is 2³⁰ bytes long. */
    public static byte[] longText(Schema schema) {
        return ByteBuffer.allocate(18)
                .put(new SingleObject(schema).header())
                .put(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08})
                .array();
    }

    /** An event that ends before its time. */
    public static byte[] torn(byte[] event) {
        return Arrays.copyOf(event, event.length - 2);
    }
}
