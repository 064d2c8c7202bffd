package dev.vlmstream.preprocessing.codec.webp;

import dev.vlmstream.preprocessing.codec.EncodedBytes;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** A lossless WebP picture (the format's specification: RFC 9649, section 3). */
final class Vp8lImage {
    private static final int SIGNATURE = 0x2f;

    private final Vp8lBits bits;
    private final Vp8lPixels reader;
    private final Deque<Transformed> transforms = new ArrayDeque<>();
    private int seen;

    /** A transform and the width of the image before it. */
    private record Transformed(Vp8lTransform transform, int width) {}

    private Vp8lImage(Vp8lBits bits) {
        this.bits = bits;
        this.reader = new Vp8lPixels(bits);
    }

    static RgbImage decode(EncodedBytes source, int at, int length) throws IOException {
        Vp8lBits bits = new Vp8lBits(source.bytes(), at, length);
        if (bits.number(8) != SIGNATURE) {
            throw new IOException("its lossless image has no signature");
        }
        int width = 1 + bits.number(14);
        int height = 1 + bits.number(14);
        boolean alpha = bits.flag();
        if (bits.number(3) != 0) {
            throw new IOException("its lossless image is of an unknown version");
        }
        source.checkSize(width, height);
        int[] pixels = new Vp8lImage(bits).read(width, height);
        byte[] rgb = RgbImage.bytes(width, height);
        for (int i = 0, out = 0; i < pixels.length; i++, out += 3) {
            rgb[out] = (byte) (pixels[i] >> 16);
            rgb[out + 1] = (byte) (pixels[i] >> 8);
            rgb[out + 2] = (byte) pixels[i];
        }
        return source.image(width, height, rgb, alpha ? "RGBA" : "RGB");
    }

    private int[] read(int width, int height) throws IOException {
        int packedWidth = width;
        while (bits.flag()) {
            packedWidth = readTransform(packedWidth, height);
        }
        int[] pixels = reader.read(packedWidth, height, true);
        for (Transformed each : transforms) {
            pixels = each.transform.undo(pixels, each.width);
        }
        return pixels;
    }

    /** Reads a transform; gives the image's width after it. */
    private int readTransform(int width, int height) throws IOException {
        int type = bits.number(2);
        if ((seen & 1 << type) != 0) {
            throw new IOException("a transform comes twice");
        }
        seen |= 1 << type;
        if (type == 3) {
            Vp8lTransform.ColourIndexing indexing = readPalette();
            transforms.push(new Transformed(indexing, width));
            return Vp8lPixels.tiles(width, indexing.bits());
        }
        transforms.push(
                new Transformed(type == 2 ? new Vp8lTransform.SubtractGreen() : tiled(type, width, height), width));
        return width;
    }

    private Vp8lTransform tiled(int type, int width, int height) throws IOException {
        int tileBits = 2 + bits.number(3);
        int[] tiles = reader.read(Vp8lPixels.tiles(width, tileBits), Vp8lPixels.tiles(height, tileBits), false);
        return type == 0
                ? new Vp8lTransform.Prediction(tiles, tileBits)
                : new Vp8lTransform.CrossColour(tiles, tileBits);
    }

    /** The palette is written as differences from entry to entry. */
    private Vp8lTransform.ColourIndexing readPalette() throws IOException {
        int size = 1 + bits.number(8);
        int[] palette = reader.read(size, 1, false);
        for (int i = 1; i < size; i++) {
            palette[i] = Vp8lPredictor.add(palette[i], palette[i - 1]);
        }
        return new Vp8lTransform.ColourIndexing(palette, size <= 2 ? 3 : size <= 4 ? 2 : size <= 16 ? 1 : 0);
    }

    /** What a lossless WebP encoder did to the ARGB pixels, undone; named as the format's specification names them. */
    private sealed interface Vp8lTransform {
        /** The pixels before the encoder's transform, of an image that wide before it. */
        int[] undo(int[] pixels, int width);

        /** Green was subtracted from red and blue. */
        record SubtractGreen() implements Vp8lTransform {
            @Override
            public int[] undo(int[] pixels, int width) {
                for (int i = 0; i < pixels.length; i++) {
                    int argb = pixels[i];
                    int green = argb >> 8 & 0xff;
                    int redBlue = (argb & 0xff00ff) + (green << 16 | green) & 0xff00ff;
                    pixels[i] = argb & 0xff00ff00 | redBlue;
                }
                return pixels;
            }
        }

        /** Red and blue were decorrelated, by three multipliers a tile. */
        record CrossColour(int[] tiles, int bits) implements Vp8lTransform {
            @Override
            public int[] undo(int[] pixels, int width) {
                int perRow = Vp8lPixels.tiles(width, bits);
                for (int i = 0; i < pixels.length; i++) {
                    int multipliers = tiles[(i / width >> bits) * perRow + (i % width >> bits)];
                    int argb = pixels[i];
                    byte green = (byte) (argb >> 8);
                    int red = (argb >> 16) + delta((byte) multipliers, green) & 0xff;
                    int blue = argb + delta((byte) (multipliers >> 8), green);
                    blue = blue + delta((byte) (multipliers >> 16), (byte) red) & 0xff;
                    pixels[i] = argb & 0xff00ff00 | red << 16 | blue;
                }
                return pixels;
            }

            private static int delta(byte multiplier, byte colour) {
                return multiplier * colour >> 5;
            }
        }

        /** Pixels were replaced by indices into a palette, several to a pixel where the palette is small. */
        record ColourIndexing(int[] palette, int bits) implements Vp8lTransform {
            @Override
            public int[] undo(int[] pixels, int width) {
                int packedWidth = Vp8lPixels.tiles(width, bits);
                int height = pixels.length / packedWidth;
                int depth = 8 >> bits;
                int[] out = new int[width * height];
                for (int y = 0, i = 0; y < height; y++) {
                    for (int x = 0; x < width; x++, i++) {
                        int packed = pixels[y * packedWidth + (x >> bits)] >> 8 & 0xff;
                        int index = packed >> (x & (1 << bits) - 1) * depth & (1 << depth) - 1;
                        out[i] = index < palette.length ? palette[index] : 0;
                    }
                }
                return out;
            }
        }

        /** Pixels were replaced by their difference from a prediction, of 14 kinds, by tile. */
        record Prediction(int[] tiles, int bits) implements Vp8lTransform {
            @Override
            public int[] undo(int[] pixels, int width) {
                int perRow = Vp8lPixels.tiles(width, bits);
                for (int i = 0; i < pixels.length; i++) {
                    int x = i % width;
                    int prediction;
                    if (i < width) {
                        prediction = x == 0 ? Vp8lPredictor.BLACK : pixels[i - 1];
                    } else if (x == 0) {
                        prediction = pixels[i - width];
                    } else {
                        int mode = tiles[(i / width >> bits) * perRow + (x >> bits)] >> 8 & 0xf;
                        prediction = Vp8lPredictor.predict(mode, pixels, i, width);
                    }
                    pixels[i] = Vp8lPredictor.add(pixels[i], prediction);
                }
                return pixels;
            }
        }
    }

    /** The predictors of lossless WebP's prediction transform. */
    private static final class Vp8lPredictor {
        static final int BLACK = 0xff000000;

        private Vp8lPredictor() {}

        /** The prediction of pixel {@code i}, which is neither in the first row nor in the first column. */
        static int predict(int mode, int[] pixels, int i, int width) {
            int left = pixels[i - 1];
            int top = pixels[i - width];
            int topLeft = pixels[i - width - 1];
            // at the right end of a row this is the first pixel of the row itself, as the format has it
            int topRight = pixels[i - width + 1];
            return switch (mode) {
                case 1 -> left;
                case 2 -> top;
                case 3 -> topRight;
                case 4 -> topLeft;
                case 5 -> mean(mean(left, topRight), top);
                case 6 -> mean(left, topLeft);
                case 7 -> mean(left, top);
                case 8 -> mean(topLeft, top);
                case 9 -> mean(top, topRight);
                case 10 -> mean(mean(left, topLeft), mean(top, topRight));
                case 11 -> select(left, top, topLeft);
                case 12 -> gradient(left, top, topLeft);
                case 13 -> halfGradient(mean(left, top), topLeft);
                default -> BLACK;
            };
        }

        /** The sum of two pixels, channel by channel, each modulo 256. */
        static int add(int a, int b) {
            int alphaGreen = (a & 0xff00ff00) + (b & 0xff00ff00);
            int redBlue = (a & 0x00ff00ff) + (b & 0x00ff00ff);
            return alphaGreen & 0xff00ff00 | redBlue & 0x00ff00ff;
        }

        /** The mean of two pixels, channel by channel, rounded down. */
        private static int mean(int a, int b) {
            return (a & b) + (((a ^ b) & 0xfefefefe) >>> 1);
        }

        private static int select(int left, int top, int topLeft) {
            int nearLeft = 0;
            int nearTop = 0;
            for (int shift = 0; shift < 32; shift += 8) {
                int corner = channel(topLeft, shift);
                nearLeft += Math.abs(channel(top, shift) - corner);
                nearTop += Math.abs(channel(left, shift) - corner);
            }
            return nearLeft < nearTop ? left : top;
        }

        private static int gradient(int left, int top, int topLeft) {
            int out = 0;
            for (int shift = 0; shift < 32; shift += 8) {
                int value = channel(left, shift) + channel(top, shift) - channel(topLeft, shift);
                out |= clip(value) << shift;
            }
            return out;
        }

        private static int halfGradient(int mean, int topLeft) {
            int out = 0;
            for (int shift = 0; shift < 32; shift += 8) {
                int value = channel(mean, shift) + (channel(mean, shift) - channel(topLeft, shift)) / 2;
                out |= clip(value) << shift;
            }
            return out;
        }

        private static int channel(int argb, int shift) {
            return argb >>> shift & 0xff;
        }

        private static int clip(int value) {
            return Math.max(0, Math.min(255, value));
        }
    }
}
