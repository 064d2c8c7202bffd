package dev.vlmstream.preprocessing.codec.webp;

import java.io.EOFException;

/** Bits of a lossless WebP stream, the lowest bit of each byte first. */
final class Vp8lBits {
    private final byte[] bytes;
    private final int end;
    private int at;
    private long window;
    private int count;

    Vp8lBits(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    /** A number of 0 to 24 bits. */
    int number(int bits) throws EOFException {
        while (count < bits) {
            if (at == end) {
                throw new EOFException("its image data ends before its last pixel");
            }
            window |= (bytes[at++] & 0xffL) << count;
            count += 8;
        }
        int number = (int) (window & (1L << bits) - 1);
        window >>>= bits;
        count -= bits;
        return number;
    }

    boolean flag() throws EOFException {
        return number(1) == 1;
    }
}
