package dev.vlmstream.inference.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The fields of a protocol buffer's message, left where they lie. What a field holds is only looked at when asked for, so
 * that weights are skipped.
 */
final class WireFields {

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int COUNTED = 2;
    private static final int FOUR_BYTES = 5;

    private final WireBytes bytes;
    private final List<Field> fields = new ArrayList<>();
    /** Where the next number is read. */
    private int at;

    /**
     * @param tag where the field begins
     * @param from where what it holds begins, without its count
     * @param value of a varint
     */
    public record Field(int number, int wireType, int tag, int from, int to, long value) {
        /** Whether it may hold a message; a text or bytes look the same. */
        public boolean isMessage() {
            return wireType == COUNTED;
        }
    }

    /** @throws IllegalArgumentException if these are not the fields of a message */
    public WireFields(WireBytes bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        while (at < to) {
            fields.add(next(to));
        }
    }

    private Field next(int end) {
        int tag = at;
        long key = varint(end);
        int wireType = (int) (key & 7);
        long value = wireType == VARINT || wireType == COUNTED ? varint(end) : 0;
        int from = at;
        long length =
                switch (wireType) {
                    case VARINT -> 0;
                    case EIGHT_BYTES -> Long.BYTES;
                    case COUNTED -> value;
                    case FOUR_BYTES -> Integer.BYTES;
                    default -> -1;
                };
        if (length < 0 || length > end - from) {
            throw new IllegalArgumentException("no field of a message at byte " + tag);
        }
        at = from + (int) length;
        return new Field((int) (key >>> 3), wireType, tag, from, at, value);
    }

    private long varint(int end) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
            byte next = bytes.get(at++);
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no number at byte " + at);
    }

    /** In the order in which they lie there. */
    public List<Field> all() {
        return fields;
    }

    /** A field as it is, its tag included. */
    public byte[] raw(Field field) {
        return bytes(field.tag(), field.to());
    }

    private byte[] bytes(int from, int to) {
        byte[] copy = new byte[to - from];
        bytes.get(from, ByteBuffer.wrap(copy));
        return copy;
    }

    /** Copies a field as it is, its tag included. */
    void copy(Field field, ByteBuffer into) {
        int length = field.to() - field.tag();
        bytes.get(field.tag(), into.slice(into.position(), length));
        into.position(into.position() + length);
    }

    public Stream<Field> all(int number) {
        return fields.stream().filter(field -> field.number() == number);
    }

    public WireFields message(Field field) {
        return new WireFields(bytes, field.from(), field.to());
    }

    public Stream<WireFields> messages(int number) {
        return all(number).map(this::message);
    }

    public Optional<WireFields> message(int number) {
        return messages(number).findFirst();
    }

    public List<String> texts(int number) {
        return all(number).map(this::text).toList();
    }

    private String text(Field field) {
        return new String(bytes(field.from(), field.to()), StandardCharsets.UTF_8);
    }

    /** The integers of a repeated field, packed or not. */
    public List<Long> integers(int number) {
        List<Long> integers = new ArrayList<>();
        all(number).forEach(field -> {
            if (field.wireType() == VARINT) {
                integers.add(field.value());
                return;
            }
            at = field.from();
            while (at < field.to()) {
                integers.add(varint(field.to()));
            }
        });
        return integers;
    }

    /** 32-bit numbers, as tensors hold them. */
    public List<Float> floats(int number) {
        return numbers(number, Float.BYTES, ByteBuffer::getFloat);
    }

    /** 64-bit little-endian integers, as tensors hold them. */
    public List<Long> longs(int number) {
        return numbers(number, Long.BYTES, ByteBuffer::getLong);
    }

    private <T> List<T> numbers(int number, int width, Function<ByteBuffer, T> read) {
        List<T> numbers = new ArrayList<>();
        all(number).forEach(field -> {
            ByteBuffer held = ByteBuffer.wrap(bytes(field.from(), field.to())).order(ByteOrder.LITTLE_ENDIAN);
            while (held.remaining() >= width) {
                numbers.add(read.apply(held));
            }
        });
        return numbers;
    }
}
