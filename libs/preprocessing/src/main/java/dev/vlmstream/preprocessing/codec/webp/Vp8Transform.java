package dev.vlmstream.preprocessing.codec.webp;

/** VP8's inverse transforms (RFC 6386, sections 14.3 and 14.4). */
final class Vp8Transform {
    private Vp8Transform() {}

    /** From the second order's 16 coefficients to the first coefficient of each luma block. */
    static void inverseWalshHadamard(int[] in, int[] out) {
        int[] t = new int[16];
        for (int i = 0; i < 4; i++) {
            int outer = in[i] + in[12 + i];
            int inner = in[4 + i] + in[8 + i];
            int innerDifference = in[4 + i] - in[8 + i];
            int outerDifference = in[i] - in[12 + i];
            t[i] = outer + inner;
            t[4 + i] = outerDifference + innerDifference;
            t[8 + i] = outer - inner;
            t[12 + i] = outerDifference - innerDifference;
        }
        for (int i = 0; i < 16; i += 4) {
            int outer = t[i] + t[i + 3] + 3;
            int inner = t[i + 1] + t[i + 2];
            int innerDifference = t[i + 1] - t[i + 2];
            int outerDifference = t[i] - t[i + 3] + 3;
            out[16 * i] = outer + inner >> 3;
            out[16 * i + 16] = outerDifference + innerDifference >> 3;
            out[16 * i + 32] = outer - inner >> 3;
            out[16 * i + 48] = outerDifference - innerDifference >> 3;
        }
    }

    /** Adds a block's inverse cosine transform to its prediction. */
    static void add(int[] in, int from, Vp8Plane plane, int x, int y) {
        int[] t = new int[16];
        for (int i = 0; i < 4; i++) {
            int a = in[from + i] + in[from + 8 + i];
            int b = in[from + i] - in[from + 8 + i];
            int c = sine(in[from + 4 + i]) - cosine(in[from + 12 + i]);
            int d = cosine(in[from + 4 + i]) + sine(in[from + 12 + i]);
            t[i] = a + d;
            t[4 + i] = b + c;
            t[8 + i] = b - c;
            t[12 + i] = a - d;
        }
        for (int j = 0; j < 4; j++) {
            int a = t[4 * j] + t[4 * j + 2] + 4;
            int b = t[4 * j] - t[4 * j + 2] + 4;
            int c = sine(t[4 * j + 1]) - cosine(t[4 * j + 3]);
            int d = cosine(t[4 * j + 1]) + sine(t[4 * j + 3]);
            int at = plane.at(x, y + j);
            add(plane, at, a + d);
            add(plane, at + 1, b + c);
            add(plane, at + 2, b - c);
            add(plane, at + 3, a - d);
        }
    }

    private static void add(Vp8Plane plane, int at, int residual) {
        plane.samples[at] = Vp8Plane.clip(plane.get(at) + (residual >> 3));
    }

    /** Times the square root of 2 times cos(pi / 8), in fixed point. */
    private static int cosine(int value) {
        return (value * 20091 >> 16) + value;
    }

    /** Times the square root of 2 times sin(pi / 8), in fixed point. */
    private static int sine(int value) {
        return value * 35468 >> 16;
    }
}
