package dev.vlmstream.preprocessing.codec.webp;

import java.util.Arrays;

/**
 * One plane of a VP8 frame with the row above and the column before it, which prediction reads: 127 above, 129 before.
 */
final class Vp8Plane {
    final int stride;
    final byte[] samples;

    Vp8Plane(int width, int height) {
        stride = width + 1;
        samples = new byte[Math.multiplyExact(stride, height + 1)];
        Arrays.fill(samples, 0, stride, (byte) 127);
        for (int y = 0; y < height; y++) {
            samples[at(-1, y)] = (byte) 129;
        }
    }

    /** The index of a sample; x and y may be -1. */
    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }

    /** The sample at an index, 0 to 255. */
    int get(int index) {
        return samples[index] & 0xff;
    }

    static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
