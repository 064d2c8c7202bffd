package dev.vlmstream.preprocessing.codec.gif;

import dev.vlmstream.preprocessing.codec.Colour;
import dev.vlmstream.preprocessing.codec.Source;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The first frame of a GIF file, on the logical screen; what the frame does not cover is as Pillow leaves it. */
public final class GifDecoder {
    private static final int HEADER = 13;

    private GifDecoder() {}

    public static RgbImage decode(Source source) throws IOException {
        int flags = source.u8(10);
        byte[] palette = (flags & 0x80) != 0 ? palette(source, HEADER, flags) : null;
        int at = HEADER + paletteBytes(flags);
        int background = 0;
        while (source.u8(at) != ',') {
            if (source.u8(at) == ';') {
                throw new IOException("it holds no image");
            }
            if (source.u8(at) == '!' && source.u8(at + 1) == 0xf9 && (source.u8(at + 3) & 1) != 0) {
                background = source.u8(at + 6);
            }
            // stray bytes between blocks are skipped
            at = source.u8(at) == '!' ? skipBlocks(source, at + 2) : at + 1;
        }
        return frame(source, at + 1, palette, background);
    }

    private static RgbImage frame(Source source, int at, byte @Nullable [] screenPalette, int background)
            throws IOException {
        int left = source.u16le(at);
        int top = source.u16le(at + 2);
        int width = source.u16le(at + 4);
        int height = source.u16le(at + 6);
        int flags = source.u8(at + 8);
        int screenWidth = source.header().width();
        int screenHeight = source.header().height();
        if (width == 0 || height == 0) {
            throw new IOException("its first frame has no pixels");
        }
        byte[] palette = (flags & 0x80) != 0 ? palette(source, at + 9, flags) : screenPalette;
        byte[] indices = new GifPixels(source, at + 9 + paletteBytes(flags)).read(width * height);
        byte[] colours = palette == null ? Colour.greyRamp() : palette;
        byte[] rgb = RgbImage.bytes(screenWidth, screenHeight);
        for (int i = 0; i < rgb.length; i += 3) {
            System.arraycopy(colours, 3 * background, rgb, i, 3);
        }
        for (int y = 0; y < height; y++) {
            int row = (flags & 0x40) != 0 ? interlaced(y, height) : y;
            int out = 3 * ((top + row) * screenWidth + left);
            for (int x = 0; x < width; x++, out += 3) {
                System.arraycopy(colours, 3 * (indices[y * width + x] & 0xff), rgb, out, 3);
            }
        }
        return source.image(screenWidth, screenHeight, rgb, palette == null ? "L" : "P");
    }

    /** The row of an interlaced frame that is stored at a place: every 8th, the 8ths between, the 4ths, the 2nds. */
    private static int interlaced(int stored, int height) {
        int rows = (height + 7) / 8;
        if (stored < rows) {
            return stored * 8;
        }
        int left = stored - rows;
        rows = (height + 3) / 8;
        if (left < rows) {
            return 4 + left * 8;
        }
        left -= rows;
        rows = (height + 1) / 4;
        return left < rows ? 2 + left * 4 : 1 + (left - rows) * 2;
    }

    /** 256 RGB triples, or null for the ramp of greys, which Pillow calls mode L. */
    private static byte @Nullable [] palette(Source source, int at, int flags) throws IOException {
        byte[] palette = new byte[3 * 256];
        boolean coloured = false;
        for (int i = 0; i < paletteBytes(flags); i++) {
            coloured |= source.u8(at + i) != i / 3;
            palette[i] = (byte) source.u8(at + i);
        }
        return coloured ? palette : null;
    }

    private static int paletteBytes(int flags) {
        return (flags & 0x80) != 0 ? 3 << (flags & 7) + 1 : 0;
    }

    private static int skipBlocks(Source source, int from) throws IOException {
        int at = from;
        while (source.u8(at) != 0) {
            at += 1 + source.u8(at);
        }
        return at + 1;
    }
}
