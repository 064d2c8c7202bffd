package dev.vlmstream.inference.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A protocol buffer's message being written: its fields, one after another. */
final class WireMessage {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public WireMessage number(int field, long value) {
        varint((long) field << 3);
        varint(value);
        return this;
    }

    public WireMessage number32(int field, float value) {
        varint((long) field << 3 | 5);
        int bits = Float.floatToIntBits(value);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            bytes.write(bits >>> shift);
        }
        return this;
    }

    public WireMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    public WireMessage message(int field, WireMessage value) {
        return bytes(field, value.toBytes());
    }

    public WireMessage bytes(int field, byte[] value) {
        begin(field, value.length);
        bytes.writeBytes(value);
        return this;
    }

    /** The beginning of a field whose content somebody else writes behind this. */
    public WireMessage begin(int field, long length) {
        varint((long) field << 3 | 2);
        varint(length);
        return this;
    }

    /** A whole field, its tag included. */
    public WireMessage raw(byte[] field) {
        bytes.writeBytes(field);
        return this;
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }
}
