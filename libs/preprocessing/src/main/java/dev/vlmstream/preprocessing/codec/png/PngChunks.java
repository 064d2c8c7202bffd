package dev.vlmstream.preprocessing.codec.png;

import dev.vlmstream.preprocessing.codec.Source;
import dev.vlmstream.preprocessing.header.PngHeader;
import java.io.IOException;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a PNG file says before its first image data.
 *
 * @param palette 256 RGB triples
 * @param data where the first IDAT chunk starts
 */
record PngChunks(PngHeader header, PngColour colour, byte @Nullable [] palette, int data) {
    private static final int SIGNATURE = 8;

    static PngChunks read(Source source) throws IOException {
        int at = SIGNATURE;
        byte[] palette = null;
        while (!source.has(at + 4, "IDAT")) {
            int length = checkedLength(source, at);
            if (source.has(at + 4, "PLTE")) {
                palette = palette(source, at + 8, length);
            }
            if (source.has(at + 4, "IEND")) {
                throw new IOException("it holds no image data");
            }
            at += 12 + length;
        }
        return of(PngHeader.read(source.bytes()), palette, at);
    }

    private static PngChunks of(PngHeader header, byte @Nullable [] palette, int data) throws IOException {
        PngColour colour = PngColour.of(header.colourType(), header.depth());
        if (header.compression() != 0 || header.filter() != 0 || header.interlace() > 1) {
            throw new IOException("unknown compression, filter or interlace method");
        }
        if (colour == PngColour.PALETTE && palette == null) {
            throw new IOException("its palette is missing");
        }
        return new PngChunks(header, colour, palette, data);
    }

    /** The length of a chunk whose checksum was right. */
    private static int checkedLength(Source source, int at) throws IOException {
        int length = source.i32be(at);
        if (length < 0 || length > source.bytes().length) {
            throw new IOException("a chunk of " + Integer.toUnsignedString(length) + " bytes");
        }
        int expected = source.i32be(at + 8 + length);
        CRC32 crc = new CRC32();
        crc.update(source.bytes(), at + 4, length + 4);
        if ((int) crc.getValue() != expected) {
            throw new IOException("the checksum of a chunk is wrong");
        }
        return length;
    }

    /** Indices beyond the palette's end are black, as in Pillow. */
    private static byte[] palette(Source source, int at, int length) {
        byte[] palette = new byte[3 * 256];
        System.arraycopy(source.bytes(), at, palette, 0, Math.min(length, palette.length));
        return palette;
    }

    /** Bits of a pixel. */
    int pixelBits() {
        return header.depth() * colour.samples();
    }

    /** Pillow's name of the mode. */
    String mode() {
        int depth = header.depth();
        return switch (colour) {
            case GREY -> depth == 1 ? "1" : depth == 16 ? "I;16" : "L";
            case RGB -> "RGB";
            case PALETTE -> "P";
            case GREY_ALPHA -> depth == 16 ? "RGBA" : "LA";
            case RGB_ALPHA -> "RGBA";
        };
    }
}
