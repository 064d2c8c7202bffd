package dev.vlmstream.inference.onnx;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The fields of a protocol buffer's message where they lie in memory. What a field holds is only looked at when asked for, so
 * that weights are skipped.
 */
final class WireFields {

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int COUNTED = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteBuffer bytes;
    private final List<Field> fields = new ArrayList<>();

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
    public WireFields(ByteBuffer bytes, int from, int to) {
        this.bytes = bytes.duplicate().clear().order(java.nio.ByteOrder.LITTLE_ENDIAN);
        this.bytes.limit(to).position(from);
        while (this.bytes.hasRemaining()) {
            fields.add(next());
        }
    }

    private Field next() {
        int tag = bytes.position();
        long key = varint();
        int wireType = (int) (key & 7);
        long value = wireType == VARINT || wireType == COUNTED ? varint() : 0;
        int from = bytes.position();
        long length =
                switch (wireType) {
                    case VARINT -> 0;
                    case EIGHT_BYTES -> Long.BYTES;
                    case COUNTED -> value;
                    case FOUR_BYTES -> Integer.BYTES;
                    default -> -1;
                };
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException("no field of a message at byte " + tag);
        }
        bytes.position(from + (int) length);
        return new Field((int) (key >>> 3), wireType, tag, from, from + (int) length, value);
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!bytes.hasRemaining()) {
                break;
            }
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no number at byte " + bytes.position());
    }

    /** In the order in which they lie there. */
    public List<Field> all() {
        return fields;
    }

    /** A field as it is, its tag included. */
    public byte[] raw(Field field) {
        byte[] copy = new byte[field.to() - field.tag()];
        bytes.duplicate().clear().position(field.tag()).get(copy);
        return copy;
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
        byte[] characters = new byte[field.to() - field.from()];
        bytes.duplicate().clear().position(field.from()).get(characters);
        return new String(characters, StandardCharsets.UTF_8);
    }

    /** The integers of a repeated field, packed or not. */
    public List<Long> integers(int number) {
        List<Long> integers = new ArrayList<>();
        all(number).forEach(field -> {
            if (field.wireType() == VARINT) {
                integers.add(field.value());
                return;
            }
            bytes.clear().limit(field.to()).position(field.from());
            while (bytes.hasRemaining()) {
                integers.add(varint());
            }
        });
        return integers;
    }

    /** 32-bit numbers, as tensors hold them. */
    public List<Float> floats(int number) {
        List<Float> floats = new ArrayList<>();
        all(number).forEach(field -> {
            for (int at = field.from(); at + Float.BYTES <= field.to(); at += Float.BYTES) {
                floats.add(bytes.clear().getFloat(at));
            }
        });
        return floats;
    }

    /** 64-bit little-endian integers, as tensors hold them. */
    public List<Long> longs(int number) {
        List<Long> longs = new ArrayList<>();
        all(number).forEach(field -> {
            for (int at = field.from(); at + Long.BYTES <= field.to(); at += Long.BYTES) {
                longs.add(bytes.clear().getLong(at));
            }
        });
        return longs;
    }
}
