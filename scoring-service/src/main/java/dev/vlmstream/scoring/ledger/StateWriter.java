package dev.vlmstream.scoring.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the compact layouts of the state store: variable-length numbers, UTF-8 with its length before it. */
final class StateWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(96);

    StateWriter number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    /** A text or null. */
    StateWriter text(@Nullable String value) {
        if (value == null) {
            return number(0);
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        number(bytes.length + 1L);
        out.write(bytes, 0, bytes.length);
        return this;
    }

    StateWriter texts(List<String> values) {
        number(values.size());
        values.forEach(this::text);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
