package dev.vlmstream.preprocessing.codec.bmp;

import dev.vlmstream.preprocessing.codec.Colour;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a row of a BMP file is read.
 *
 * @param palette 256 RGB triples; null for direct colours
 * @param shift places of red, green and blue in a pixel, for direct colours
 * @param most the largest values of red, green and blue
 */
record BmpPixels(int depth, byte @Nullable [] palette, int @Nullable [] shift, int @Nullable [] most) {
    static BmpPixels indexed(int depth, byte[] palette) {
        return new BmpPixels(depth, palette, null, null);
    }

    static BmpPixels whole(int depth) {
        return new BmpPixels(depth, null, new int[] {16, 8, 0}, new int[] {255, 255, 255});
    }

    static BmpPixels masked(int depth, int... masks) throws IOException {
        int[] shift = new int[3];
        int[] most = new int[3];
        for (int c = 0; c < 3; c++) {
            shift[c] = Integer.numberOfTrailingZeros(masks[c]) & 31;
            most[c] = masks[c] >>> shift[c];
            if (most[c] == 0 || most[c] > 255 || (most[c] & most[c] + 1) != 0) {
                throw new IOException("the colour mask " + Integer.toHexString(masks[c]) + " is not supported");
            }
        }
        return new BmpPixels(depth, null, shift, most);
    }

    void toRgb(byte[] row, int from, int width, byte[] rgb, int at) {
        for (int x = 0, out = at; x < width; x++, out += 3) {
            if (palette != null) {
                int bit = x * depth;
                int index = (row[from + (bit >> 3)] & 0xff) >> (8 - depth - (bit & 7)) & (1 << depth) - 1;
                System.arraycopy(palette, 3 * index, rgb, out, 3);
            } else {
                int pixel = pixel(row, from + x * depth / 8);
                for (int c = 0; c < 3; c++) {
                    rgb[out + c] = (byte) ((pixel >>> shift[c] & most[c]) * 255 / most[c]);
                }
            }
        }
    }

    private int pixel(byte[] row, int at) {
        int pixel = 0;
        for (int i = depth / 8 - 1; i >= 0; i--) {
            pixel = pixel << 8 | row[at + i] & 0xff;
        }
        return pixel;
    }

    /** Pillow's name of the mode; a palette of greys in order makes a grey image. */
    String mode() {
        if (palette == null) {
            return "RGB";
        }
        byte[] bilevel = {0, 0, 0, -1, -1, -1};
        if (depth == 1) {
            return Arrays.equals(palette, 0, 6, bilevel, 0, 6) ? "1" : "P";
        }
        return Arrays.equals(palette, Colour.greyRamp()) ? "L" : "P";
    }
}
