package dev.vlmstream.scoring.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The compact layouts of the state store: variable-length numbers, UTF-8 with its length before it. */
final class StateFormat {
    private StateFormat() {}

    /** Writes the compact layouts of the state store: variable-length numbers, UTF-8 with its length before it. */
    static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(96);

        Writer number(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) (rest & 0x7f | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
            return this;
        }

        /** A text or null. */
        Writer text(@Nullable String value) {
            if (value == null) {
                return number(0);
            }
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            number(bytes.length + 1L);
            out.write(bytes, 0, bytes.length);
            return this;
        }

        Writer texts(List<String> values) {
            number(values.size());
            values.forEach(this::text);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }

    /** Reads what {@link Writer} wrote. */
    static final class Reader {
        /** A layout's number is smaller than any printable character. */
        private static final int MOST_LAYOUTS = ' ';

        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Reads the layout's version, which comes first. */
        void version(int known) {
            int version = integer();
            if (version <= 0 || version >= MOST_LAYOUTS) {
                throw new IllegalArgumentException("it is no state of scoring's");
            }
            if (version != known) {
                throw new OtherLayoutException(version, known);
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

        <T> List<T> list(Supplier<T> next) {
            int count = integer();
            if (count == 0) {
                return List.of();
            }
            if (count > bytes.length - at) {
                throw new IllegalArgumentException("it is cut off");
            }
            List<T> list = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                list.add(next.get());
            }
            return list;
        }
    }
}
