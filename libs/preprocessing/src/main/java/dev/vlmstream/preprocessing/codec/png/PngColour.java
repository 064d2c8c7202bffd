package dev.vlmstream.preprocessing.codec.png;

import java.io.IOException;

/** PNG's colour types, and how Pillow makes RGB of a row of each. */
enum PngColour {
    GREY(0, 1),
    RGB(2, 3),
    PALETTE(3, 1),
    GREY_ALPHA(4, 2),
    RGB_ALPHA(6, 4);

    private final int code;
    private final int samples;

    PngColour(int code, int samples) {
        this.code = code;
        this.samples = samples;
    }

    static PngColour of(int code, int depth) throws IOException {
        for (PngColour colour : values()) {
            if (colour.code == code && colour.allows(depth)) {
                return colour;
            }
        }
        throw new IOException("colour type " + code + " with " + depth + " bits a sample");
    }

    private boolean allows(int depth) {
        return switch (depth) {
            case 8 -> true;
            case 16 -> this != PALETTE;
            case 1, 2, 4 -> this == GREY || this == PALETTE;
            default -> false;
        };
    }

    int samples() {
        return samples;
    }

    /**
     * Writes the pixels of one row, {@code step} pixels apart (more than one in interlaced passes).
     *
     * @param row the row's bytes, from index 0
     */
    void toRgb(byte[] row, int width, int depth, byte[] palette, byte[] rgb, int at, int step) {
        switch (this) {
            case GREY -> grey(row, width, depth, rgb, at, step);
            case PALETTE -> palette(row, width, depth, palette, rgb, at, step);
            case GREY_ALPHA -> samples(row, width, depth / 8, 0, rgb, at, step);
            case RGB, RGB_ALPHA -> samples(row, width, depth / 8, 1, rgb, at, step);
        }
    }

    /** Whole-byte samples; of 16 bits Pillow keeps the upper 8. Alpha is dropped. */
    private void samples(byte[] row, int width, int bytes, int channelStep, byte[] rgb, int at, int step) {
        for (int x = 0, in = 0, out = at; x < width; x++, in += samples * bytes, out += 3 * step) {
            rgb[out] = row[in];
            rgb[out + 1] = row[in + channelStep * bytes];
            rgb[out + 2] = row[in + 2 * channelStep * bytes];
        }
    }

    /** Few bits are spread over 0 to 255; 16-bit grey is clipped at 255, as Pillow's I;16 to RGB does. */
    private static void grey(byte[] row, int width, int depth, byte[] rgb, int at, int step) {
        for (int x = 0, out = at; x < width; x++, out += 3 * step) {
            int value;
            if (depth == 16) {
                value = row[2 * x] == 0 ? row[2 * x + 1] : 255;
            } else {
                value = packed(row, x, depth) * (255 / ((1 << depth) - 1));
            }
            rgb[out] = (byte) value;
            rgb[out + 1] = (byte) value;
            rgb[out + 2] = (byte) value;
        }
    }

    private static void palette(byte[] row, int width, int depth, byte[] palette, byte[] rgb, int at, int step) {
        for (int x = 0, out = at; x < width; x++, out += 3 * step) {
            System.arraycopy(palette, 3 * packed(row, x, depth), rgb, out, 3);
        }
    }

    private static int packed(byte[] row, int x, int depth) {
        int bit = x * depth;
        return (row[bit >> 3] & 0xff) >> (8 - depth - (bit & 7)) & (1 << depth) - 1;
    }
}
