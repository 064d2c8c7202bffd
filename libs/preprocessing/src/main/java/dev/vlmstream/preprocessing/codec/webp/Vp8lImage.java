package dev.vlmstream.preprocessing.codec.webp;

import dev.vlmstream.preprocessing.codec.Source;
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

    static RgbImage decode(Source source, int at, int length) throws IOException {
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
}
