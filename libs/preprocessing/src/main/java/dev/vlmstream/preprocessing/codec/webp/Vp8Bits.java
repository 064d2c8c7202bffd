package dev.vlmstream.preprocessing.codec.webp;

import java.io.EOFException;

/** VP8's arithmetic decoder (RFC 6386, section 7) over a part of a file. */
final class Vp8Bits {
    private static final int EVEN = 128;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int range = 255;
    private int value;
    /** Bits of {@code value} below the eight that are compared. */
    private int spare = -8;

    Vp8Bits(byte[] bytes, int from, int length) {
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    /**
     * A bit that is 0 with the probability of {@code probability} in 256.
     *
     * @throws EOFException when the part has ended; no zeros are made up
     */
    boolean bit(int probability) throws EOFException {
        if (spare < 0) {
            if (at == end) {
                throw new EOFException("its image data ends before its last block");
            }
            value = value << 8 | bytes[at++] & 0xff;
            spare += 8;
        }
        int split = 1 + ((range - 1) * probability >> 8);
        boolean one = value >> spare >= split;
        if (one) {
            value -= split << spare;
            range -= split;
        } else {
            range = split;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range <<= shift;
        spare -= shift;
        return one;
    }

    boolean flag() throws EOFException {
        return bit(EVEN);
    }

    /** A whole number, highest bit first. */
    int number(int bits) throws EOFException {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = number << 1 | (flag() ? 1 : 0);
        }
        return number;
    }

    /** A number with its sign after it. */
    int signed(int bits) throws EOFException {
        int number = number(bits);
        return flag() ? -number : number;
    }

    /** A signed number if a flag says that there is one, else 0. */
    int optional(int bits) throws EOFException {
        return flag() ? signed(bits) : 0;
    }
}
