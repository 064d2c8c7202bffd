package dev.vlmstream.cli.export;

import dev.vlmstream.inference.FloatBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What stands before an array in NumPy's format, version 1.0: the magic, the header's length, a Python dictionary, padded so
 * that the values begin at a multiple of 64 bytes
 * (<a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>).
 */
final class NpyHeader {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;

    private NpyHeader() {}

    /** @param shape of the whole array, row-major */
    static ByteBuffer of(FloatBytes dtype, List<Long> shape) {
        String dictionary =
                "{'descr': '<f" + dtype.size() + "', 'fortran_order': False, 'shape': " + tuple(shape) + ", }";
        int length = MAGIC.length + Short.BYTES + dictionary.length() + 1;
        int padding = (ALIGNMENT - length % ALIGNMENT) % ALIGNMENT;
        byte[] text = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(length + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putShort((short) text.length)
                .put(text)
                .flip();
    }

    private static String tuple(List<Long> shape) {
        String numbers = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        return shape.size() == 1 ? "(" + numbers + ",)" : "(" + numbers + ")";
    }
}
