package dev.vlmstream.preprocessing.codec.webp;

import java.util.Arrays;

/** Prediction of blocks from their neighbours (RFC 6386, section 12). */
final class Vp8Predictor {
    static final int DC = 0;
    static final int TRUE_MOTION = 1;
    static final int VERTICAL = 2;
    static final int HORIZONTAL = 3;

    /**
     * How the 16 samples of a 4 x 4 block follow from its edge, for the modes from VERTICAL on. The edge runs from the
     * lowest sample on the left (index 1) over the corner (5) to the eighth above (13), its ends doubled. A letter is
     * the mean of three samples around the index, a = 0, b = 1, …; a capital the mean of the sample there and the next.
     */
    private static final String[] DIRECTIONAL = {
        "ghij ghij ghij ghij", // vertical
        "eeee dddd cccc bbbb", // horizontal
        "hijk ijkl jklm klmn", // left-down
        "fghi efgh defg cdef", // right-down
        "FGHI fghi eFGH dfgh", // vertical-right
        "GHIJ hijk HIJl ijkm", // vertical-left
        "Efgh DeEf CdDe BcCd", // horizontal-down
        "DdCc CcBb BbAA AAAA", // horizontal-up
    };

    private final int[] edge = new int[15];

    /** Predicts a square of 8 (chroma) or 16 (luma) samples. */
    void whole(Vp8Plane plane, int x, int y, int size, int mode) {
        switch (mode) {
            case DC -> fill(plane, x, y, size, mean(plane, x, y, size));
            case TRUE_MOTION -> trueMotion(plane, x, y, size);
            case VERTICAL -> {
                for (int j = 0; j < size; j++) {
                    System.arraycopy(plane.samples, plane.at(x, y - 1), plane.samples, plane.at(x, y + j), size);
                }
            }
            case HORIZONTAL -> {
                for (int j = 0; j < size; j++) {
                    int at = plane.at(x, y + j);
                    Arrays.fill(plane.samples, at, at + size, plane.samples[at - 1]);
                }
            }
            default -> throw new IllegalArgumentException("no mode " + mode);
        }
    }

    /** The mean of the neighbours that are inside the frame; 128 when none is. */
    private static int mean(Vp8Plane plane, int x, int y, int size) {
        int sum = 0;
        int count = (x > 0 ? size : 0) + (y > 0 ? size : 0);
        for (int i = 0; i < size; i++) {
            sum += (y > 0 ? plane.get(plane.at(x + i, y - 1)) : 0) + (x > 0 ? plane.get(plane.at(x - 1, y + i)) : 0);
        }
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    private static void fill(Vp8Plane plane, int x, int y, int size, int value) {
        for (int j = 0; j < size; j++) {
            int at = plane.at(x, y + j);
            Arrays.fill(plane.samples, at, at + size, (byte) value);
        }
    }

    private static void trueMotion(Vp8Plane plane, int x, int y, int size) {
        int above = plane.at(x, y - 1);
        int corner = plane.get(above - 1);
        for (int j = 0; j < size; j++) {
            int at = plane.at(x, y + j);
            int offset = plane.get(at - 1) - corner;
            for (int i = 0; i < size; i++) {
                plane.samples[at + i] = Vp8Plane.clip(plane.get(above + i) + offset);
            }
        }
    }

    /**
     * Predicts a 4 x 4 block.
     *
     * @param aboveRight holds the four samples above and to the right of the block
     * @param from where in it they start
     */
    void block(Vp8Plane plane, int x, int y, int mode, byte[] aboveRight, int from) {
        int above = plane.at(x, y - 1);
        if (mode == TRUE_MOTION) {
            trueMotion(plane, x, y, 4);
            return;
        }
        readEdge(plane, above, aboveRight, from);
        if (mode == DC) {
            fill(plane, x, y, 4, blockMean());
            return;
        }
        String recipe = DIRECTIONAL[mode - VERTICAL];
        for (int j = 0; j < 4; j++) {
            int at = plane.at(x, y + j);
            for (int i = 0; i < 4; i++) {
                plane.samples[at + i] = (byte) sample(recipe.charAt(5 * j + i));
            }
        }
    }

    private void readEdge(Vp8Plane plane, int above, byte[] aboveRight, int from) {
        for (int i = 0; i < 4; i++) {
            edge[4 - i] = plane.get(above - 1 + (i + 1) * plane.stride);
            edge[6 + i] = plane.get(above + i);
            edge[10 + i] = aboveRight[from + i] & 0xff;
        }
        edge[5] = plane.get(above - 1);
        edge[0] = edge[1];
        edge[14] = edge[13];
    }

    private int blockMean() {
        int sum = 4;
        for (int i = 0; i < 4; i++) {
            sum += edge[1 + i] + edge[6 + i];
        }
        return sum >> 3;
    }

    private int sample(char code) {
        if (code >= 'a') {
            int i = code - 'a';
            return edge[i - 1] + 2 * edge[i] + edge[i + 1] + 2 >> 2;
        }
        int i = code - 'A';
        return edge[i] + edge[i + 1] + 1 >> 1;
    }
}
