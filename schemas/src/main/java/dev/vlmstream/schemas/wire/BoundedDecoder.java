package dev.vlmstream.schemas.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro's binary encoding from one record, and believes no length or count that the record itself cannot hold:
 * what reading allocates is bounded by the record's size. Avro's own decoders allocate what a record declares, and their
 * limits are the same for all records of a process. Not safe for several threads.
 */
public final class BoundedDecoder extends Decoder {
    /** An element takes a byte at least on the wire, and up to a hundred times that as an object. */
    private static final int MOST_ELEMENTS = 1 << 20;

    private static final int INT_BYTES = 5;
    private static final int LONG_BYTES = 10;

    private final ByteBuffer in;
    /** How many elements of arrays and maps may still come, over all of them. */
    private int elementsLeft;

    /** Of what stands in these bytes from an offset on. The bytes are not copied. */
    public BoundedDecoder(byte[] bytes, int offset) {
        this(bytes, offset, bytes.length - offset);
    }

    /** Of this many bytes from an offset on. The bytes are not copied. */
    public BoundedDecoder(byte[] bytes, int offset, int length) {
        this.in = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        this.elementsLeft = Math.min(length, MOST_ELEMENTS);
    }

    /** @throws IOException if not all bytes have been read */
    public void requireEnd() throws IOException {
        if (in.hasRemaining()) {
            throw new IOException("bytes are left over behind it: " + in.remaining());
        }
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        require(1, "a boolean");
        return in.get() == 1;
    }

    @Override
    public int readInt() throws IOException {
        return (int) unZigZag(varint(INT_BYTES, "an int") & 0xffffffffL);
    }

    @Override
    public long readLong() throws IOException {
        return unZigZag(varint(LONG_BYTES, "a long"));
    }

    /** Seven bits a byte, the lowest first; the highest bit says that another byte follows. */
    private long varint(int most, String what) throws IOException {
        long value = 0;
        for (int i = 0; i < most; i++) {
            require(1, what);
            byte b = in.get();
            value |= (b & 0x7fL) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw new IOException(what + " takes more than " + most + " bytes");
    }

    private static long unZigZag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    @Override
    public float readFloat() throws IOException {
        require(Float.BYTES, "a float");
        return in.getFloat();
    }

    @Override
    public double readDouble() throws IOException {
        require(Double.BYTES, "a double");
        return in.getDouble();
    }

    @Override
    public String readString() throws IOException {
        int length = length("a string");
        String text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
        skip(length);
        return text;
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        byte[] bytes = new byte[length("a string")];
        in.get(bytes);
        return new Utf8(bytes);
    }

    @Override
    public void skipString() throws IOException {
        skip(length("a string"));
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        byte[] bytes = new byte[length("bytes")];
        in.get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @Override
    public void skipBytes() throws IOException {
        skip(length("bytes"));
    }

    @Override
    public void readFixed(byte[] bytes, int start, int length) throws IOException {
        require(length, "a fixed");
        in.get(bytes, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        require(length, "a fixed");
        skip(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return elements(readLong(), false);
    }

    @Override
    public long arrayNext() throws IOException {
        return elements(readLong(), false);
    }

    @Override
    public long skipArray() throws IOException {
        return elements(readLong(), true);
    }

    @Override
    public long readMapStart() throws IOException {
        return elements(readLong(), false);
    }

    @Override
    public long mapNext() throws IOException {
        return elements(readLong(), false);
    }

    @Override
    public long skipMap() throws IOException {
        return elements(readLong(), true);
    }

    /** The elements of a block of an array or map; a negative count is followed by the length of the block in bytes. */
    private long elements(long declared, boolean skipping) throws IOException {
        long count = declared;
        while (count < 0) {
            int length = length("a block of elements");
            if (!skipping) {
                count = -count;
                break;
            }
            skip(length);
            count = readLong();
        }
        if (count < 0 || count > Math.min(elementsLeft, in.remaining())) {
            throw new IOException(count + " elements of an array or map are declared where " + in.remaining()
                    + " bytes are left" + (elementsLeft < in.remaining() ? ", and room for " + elementsLeft : ""));
        }
        elementsLeft -= (int) count;
        return count;
    }

    private int length(String what) throws IOException {
        long length = readLong();
        if (length < 0 || length > in.remaining()) {
            throw new IOException(what + " of " + length + " bytes is declared where " + in.remaining() + " are left");
        }
        return (int) length;
    }

    private void require(int length, String what) throws IOException {
        if (length > in.remaining()) {
            throw new EOFException("it ends within " + what);
        }
    }

    private void skip(int length) {
        in.position(in.position() + length);
    }
}
