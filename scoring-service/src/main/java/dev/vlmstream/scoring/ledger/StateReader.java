package dev.vlmstream.scoring.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
        return list(this::integer);
    }

    List<Long> numbers() {
        return list(this::number);
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
        return list(this::text);
    }

    private <T> List<T> list(Supplier<T> next) {
        int count = integer();
        if (count == 0) {
            return List.of();
        }
        List<T> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(next.get());
        }
        return list;
    }
}
