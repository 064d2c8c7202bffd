package dev.vlmstream.preprocessing.codec.webp;

import java.io.IOException;
import java.util.Arrays;

/** The coefficients of macroblocks, read and dequantised one macroblock after another (RFC 6386, sections 13 and 14). */
final class Vp8Tokens {
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
    private static final int[][] LARGE = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };
    private static final int LUMA_AFTER_SECOND = 0;
    private static final int SECOND = 1;
    private static final int CHROMA = 2;
    private static final int LUMA = 3;
    /** Per macroblock: four of luma, two of each chroma plane, one of the second order. */
    private static final int CONTEXTS = 9;

    private final byte[] probabilities;
    private final byte[] above;
    private final byte[] left = new byte[CONTEXTS];
    private final int[] second = new int[16];
    /** 16 blocks of luma, 4 of U, 4 of V, of 16 coefficients each. */
    final int[] coefficients = new int[24 * 16];
    /** Whether any block but a skipped one has coefficients. */
    boolean any;

    Vp8Tokens(byte[] probabilities, int columns) {
        this.probabilities = probabilities;
        this.above = new byte[CONTEXTS * columns];
    }

    void startRow() {
        Arrays.fill(left, (byte) 0);
    }

    /** A macroblock without coefficients. The second order's context stays where the macroblock would have none. */
    void skip(int column, boolean split) {
        int contexts = split ? CONTEXTS - 1 : CONTEXTS;
        Arrays.fill(left, 0, contexts, (byte) 0);
        Arrays.fill(above, column * CONTEXTS, column * CONTEXTS + contexts, (byte) 0);
        any = false;
    }

    void read(Vp8Bits bits, int column, boolean split, Vp8Quantiser quantiser) throws IOException {
        Arrays.fill(coefficients, 0);
        any = false;
        int top = column * CONTEXTS;
        int first = 0;
        if (!split) {
            readSecond(bits, top, quantiser);
            first = 1;
        }
        int type = split ? LUMA : LUMA_AFTER_SECOND;
        for (int n = 0; n < 16; n++) {
            readBlock(bits, type, top + n % 4, n / 4, first, quantiser.lumaDc(), quantiser.lumaAc(), n);
        }
        for (int n = 16; n < 24; n++) {
            int plane = n < 20 ? 4 : 6;
            int row = plane + (n >> 1 & 1);
            readBlock(bits, CHROMA, top + plane + n % 2, row, 0, quantiser.chromaDc(), quantiser.chromaAc(), n);
        }
    }

    private void readBlock(Vp8Bits bits, int type, int top, int side, int first, int dc, int ac, int block)
            throws IOException {
        int end = read(bits, type, above[top] + left[side], first, dc, ac, coefficients, 16 * block);
        byte context = (byte) (end > first ? 1 : 0);
        above[top] = context;
        left[side] = context;
        any |= end > 1 || coefficients[16 * block] != 0;
    }

    /** The second order: its inverse Walsh-Hadamard transform gives the DC coefficients of the 16 luma blocks. */
    private void readSecond(Vp8Bits bits, int top, Vp8Quantiser quantiser) throws IOException {
        Arrays.fill(second, 0);
        int at = CONTEXTS - 1;
        int context = above[top + at] + left[at];
        int end = read(bits, SECOND, context, 0, quantiser.secondDc(), quantiser.secondAc(), second, 0);
        above[top + at] = (byte) (end > 0 ? 1 : 0);
        left[at] = above[top + at];
        Vp8Transform.inverseWalshHadamard(second, coefficients);
    }

    /** Reads a block; gives the place after its last coefficient. */
    private int read(Vp8Bits bits, int type, int context, int first, int dc, int ac, int[] out, int at)
            throws IOException {
        int p = place(type, first, context);
        for (int n = first; n < 16; n++) {
            if (!bits.bit(probabilities[p] & 0xff)) {
                return n;
            }
            while (!bits.bit(probabilities[p + 1] & 0xff)) {
                p = place(type, ++n, 0);
                if (n == 16) {
                    return 16;
                }
            }
            int value = bits.bit(probabilities[p + 2] & 0xff) ? large(bits, p) : 1;
            p = place(type, n + 1, value == 1 ? 1 : 2);
            int step = n > 0 ? ac : dc;
            out[at + ZIGZAG[n]] = (short) ((bits.flag() ? -value : value) * step);
        }
        return 16;
    }

    private static int place(int type, int n, int context) {
        return ((8 * type + BANDS[n]) * 3 + context) * 11;
    }

    /** A value above 1. */
    private int large(Vp8Bits bits, int p) throws IOException {
        if (!bits.bit(probabilities[p + 3] & 0xff)) {
            if (!bits.bit(probabilities[p + 4] & 0xff)) {
                return 2;
            }
            return bits.bit(probabilities[p + 5] & 0xff) ? 4 : 3;
        }
        if (!bits.bit(probabilities[p + 6] & 0xff)) {
            if (!bits.bit(probabilities[p + 7] & 0xff)) {
                return bits.bit(159) ? 6 : 5;
            }
            int high = bits.bit(165) ? 2 : 0;
            return 7 + high + (bits.bit(145) ? 1 : 0);
        }
        int high = bits.bit(probabilities[p + 8] & 0xff) ? 1 : 0;
        int category = 2 * high + (bits.bit(probabilities[p + 9 + high] & 0xff) ? 1 : 0);
        int extra = 0;
        for (int probability : LARGE[category]) {
            extra = 2 * extra + (bits.bit(probability) ? 1 : 0);
        }
        return 3 + (8 << category) + extra;
    }
}
