package dev.vlmstream.preprocessing.codec;

import dev.vlmstream.preprocessing.header.BmpHeader;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Uncompressed BMP files of 1 to 32 bits a pixel. */
public final class BmpDecoder {
    private static final int FILE_HEADER = 14;

    private BmpDecoder() {}

    public static RgbImage decode(EncodedBytes source) throws IOException {
        BmpHeader header = BmpHeader.read(source.bytes());
        if (!header.core() && header.length() < 40) {
            throw new IOException("an unknown header of " + Integer.toUnsignedString(header.length()) + " bytes");
        }
        int width = header.width();
        int height = header.height();
        BmpPixels pixels = pixels(source, header);
        byte[] rgb = RgbImage.bytes(width, height);
        long stride = ((long) width * header.depth() + 31) / 32 * 4;
        for (int y = 0; y < height; y++) {
            long from = Integer.toUnsignedLong(source.i32le(10)) + y * stride;
            if (from + ((long) width * header.depth() + 7) / 8 > source.bytes().length) {
                throw new EOFException("it ends before its last row");
            }
            pixels.toRgb(source.bytes(), (int) from, width, rgb, 3 * width * (header.rows() > 0 ? height - 1 - y : y));
        }
        return source.image(width, height, rgb, pixels.mode());
    }

    private static BmpPixels pixels(EncodedBytes source, BmpHeader header) throws IOException {
        int depth = header.depth();
        int compression = header.compression();
        if (compression == 3 && (depth == 16 || depth == 32)) {
            int masks = FILE_HEADER + 40;
            return BmpPixels.masked(depth, source.i32le(masks), source.i32le(masks + 4), source.i32le(masks + 8));
        }
        if (compression != 0) {
            throw new UnsupportedImageException("compression " + compression + "; uncompressed files are read");
        }
        return switch (depth) {
            case 16 -> BmpPixels.masked(16, 0x7c00, 0x3e0, 0x1f);
            case 24, 32 -> BmpPixels.whole(depth);
            case 1, 4, 8 -> {
                int stored = header.core() ? 0 : source.i32le(46);
                int colours = stored > 0 && stored <= 256 ? stored : 1 << depth;
                yield BmpPixels.indexed(
                        depth, palette(source, FILE_HEADER + header.length(), colours, header.core() ? 3 : 4));
            }
            default -> throw new UnsupportedImageException(depth + " bits a pixel");
        };
    }

    /** Indices beyond the palette's end are black, as in Pillow; greys in order are no palette to it. */
    private static byte[] palette(EncodedBytes source, int at, int colours, int bytes) throws IOException {
        byte[] palette = new byte[3 * 256];
        boolean coloured = false;
        for (int i = 0; i < Math.min(colours, 256); i++) {
            for (int c = 0; c < 3; c++) {
                palette[3 * i + c] = (byte) source.u8(at + i * bytes + 2 - c);
                coloured |= palette[3 * i + c] != (byte) i;
            }
        }
        return coloured ? palette : Colour.greyRamp();
    }

    /**
     * How a row of a BMP file is read.
     *
     * @param palette 256 RGB triples; null for direct colours
     * @param shift places of red, green and blue in a pixel, for direct colours
     * @param most the largest values of red, green and blue
     */
    private record BmpPixels(int depth, byte @Nullable [] palette, int @Nullable [] shift, int @Nullable [] most) {
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
                    throw new UnsupportedImageException("the colour mask " + Integer.toHexString(masks[c]));
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
}
