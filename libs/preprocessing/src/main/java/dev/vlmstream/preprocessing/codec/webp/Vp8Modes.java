package dev.vlmstream.preprocessing.codec.webp;

import java.io.IOException;
import java.util.Arrays;

/** The modes of a key frame's macroblocks, read one after another (RFC 6386, section 11). */
final class Vp8Modes {
    /** The tree of block modes: a positive entry is the next pair, another the mode's negative. */
    private static final int[] BLOCK_TREE = {0, 2, -1, 4, -2, 6, 8, 12, -3, 10, -5, -6, -4, 14, -7, 16, -8, -9};

    private static final int MODES = 10;

    private final Vp8Header header;
    private final byte[] above;
    private final byte[] left = new byte[4];

    int segment;
    boolean skipped;
    /** Whether each 4 x 4 block has a mode of its own. */
    boolean split;
    /** Modes of the 16 blocks, or the one of the whole in the first. */
    final byte[] luma = new byte[16];

    int chroma;

    Vp8Modes(Vp8Header header, int columns) {
        this.header = header;
        this.above = new byte[4 * columns];
    }

    void startRow() {
        Arrays.fill(left, (byte) Vp8Predictor.DC);
    }

    void read(int column) throws IOException {
        Vp8Bits bits = header.modes;
        if (header.mapped) {
            int[] tree = header.segmentTree;
            segment = bits.bit(tree[0]) ? (bits.bit(tree[2]) ? 3 : 2) : (bits.bit(tree[1]) ? 1 : 0);
        }
        skipped = header.skip >= 0 && bits.bit(header.skip);
        split = !bits.bit(145);
        if (split) {
            readBlocks(bits, column);
        } else {
            int mode = bits.bit(156)
                    ? (bits.bit(128) ? Vp8Predictor.TRUE_MOTION : Vp8Predictor.HORIZONTAL)
                    : (bits.bit(163) ? Vp8Predictor.VERTICAL : Vp8Predictor.DC);
            luma[0] = (byte) mode;
            Arrays.fill(above, 4 * column, 4 * column + 4, (byte) mode);
            Arrays.fill(left, (byte) mode);
        }
        chroma = !bits.bit(142)
                ? Vp8Predictor.DC
                : !bits.bit(114)
                        ? Vp8Predictor.VERTICAL
                        : bits.bit(183) ? Vp8Predictor.TRUE_MOTION : Vp8Predictor.HORIZONTAL;
    }

    private void readBlocks(Vp8Bits bits, int column) throws IOException {
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                int mode = readBlock(bits, above[4 * column + x], left[y]);
                luma[4 * y + x] = (byte) mode;
                above[4 * column + x] = (byte) mode;
                left[y] = (byte) mode;
            }
        }
    }

    private static int readBlock(Vp8Bits bits, int above, int left) throws IOException {
        int probabilities = (MODES * above + left) * (MODES - 1);
        int node = 0;
        do {
            boolean bit = bits.bit(Vp8Tables.BLOCK_MODES[probabilities + node / 2] & 0xff);
            node = BLOCK_TREE[node + (bit ? 1 : 0)];
        } while (node > 0);
        return -node;
    }
}
