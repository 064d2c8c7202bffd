package dev.vlmstream.scoring.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateWriter} wrote. */
final class StateReader {
    private final byte[] bytes;
    private int at;

    StateReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads the layout's version, which comes first. */
    void version(int known) {
        int version = integer();
        if (version != known) {
            throw new IllegalStateException("state of layout " + version + ", this software knows layout " + known
                    + "; run the version that wrote it, or reset the application");
        }
    }

    long number() {
        long value = 0;
        int shift = 0;
        byte b;
        do {
            b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            shift += 7;
        } while (b < 0);
        return value;
    }

    int integer() {
        return (int) number();
    }

    List<Integer> integers() {
        int count = integer();
        if (count == 0) {
            return List.of();
        }
        List<Integer> integers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            integers.add(integer());
        }
        return integers;
    }

    @Nullable
    String text() {
        int length = integer() - 1;
        if (length < 0) {
            return null;
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    List<String> texts() {
        int count = integer();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }
}
