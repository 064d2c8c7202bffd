package dev.vlmstream.preprocessing.codec;

import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The first frame of a GIF file, on the logical screen; what the frame does not cover is as Pillow leaves it. */
public final class GifDecoder {
    private static final int HEADER = 13;

    private GifDecoder() {}

    public static RgbImage decode(EncodedBytes source) throws IOException {
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

    private static RgbImage frame(EncodedBytes source, int at, byte @Nullable [] screenPalette, int background)
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
    private static byte @Nullable [] palette(EncodedBytes source, int at, int flags) throws IOException {
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

    private static int skipBlocks(EncodedBytes source, int from) throws IOException {
        int at = from;
        while (source.u8(at) != 0) {
            at += 1 + source.u8(at);
        }
        return at + 1;
    }

    /** GIF's LZW: codes of growing length, lowest bit first, in blocks of at most 255 bytes. */
    private static final class GifPixels {
        private static final int MOST_CODES = 4096;

        private final EncodedBytes source;
        private final int rootBits;
        private final int[] prefix = new int[MOST_CODES];
        private final byte[] last = new byte[MOST_CODES];
        private final byte[] pending = new byte[MOST_CODES + 1];
        private int at;
        private int blockLeft;
        private int bits;
        private int bitCount;

        GifPixels(EncodedBytes source, int at) throws IOException {
            this.source = source;
            this.rootBits = source.u8(at);
            this.at = at + 1;
            if (rootBits < 1 || rootBits > 8) {
                throw new IOException("its LZW codes start with " + rootBits + " bits");
            }
            for (int i = 0; i < 1 << rootBits; i++) {
                last[i] = (byte) i;
            }
        }

        /** The colour indices, in the order they are stored. */
        byte[] read(int count) throws IOException {
            byte[] out = new byte[count];
            int clear = 1 << rootBits;
            int codeBits = rootBits + 1;
            int next = clear + 2;
            int previous = -1;
            for (int done = 0; done < count; ) {
                int code = code(codeBits);
                if (code == clear) {
                    codeBits = rootBits + 1;
                    next = clear + 2;
                    previous = -1;
                    continue;
                }
                if (code == clear + 1) {
                    throw new EOFException("its image data ends after " + done + " of " + count + " pixels");
                }
                if (code > next || code == next && previous < 0 || code >= MOST_CODES) {
                    throw new IOException("an LZW code " + code + " before it is defined");
                }
                if (previous >= 0 && next < MOST_CODES) {
                    prefix[next] = previous;
                    last[next] = first(code == next ? previous : code, clear);
                    next++;
                    if (next == 1 << codeBits && codeBits < 12) {
                        codeBits++;
                    }
                }
                done += expand(code, clear, out, done);
                previous = code;
            }
            return out;
        }

        private byte first(int code, int clear) {
            int c = code;
            while (c >= clear) {
                c = prefix[c];
            }
            return last[c];
        }

        private int expand(int code, int clear, byte[] out, int done) {
            int n = pending.length;
            int c = code;
            while (c >= clear) {
                pending[--n] = last[c];
                c = prefix[c];
            }
            pending[--n] = last[c];
            int length = Math.min(pending.length - n, out.length - done);
            System.arraycopy(pending, n, out, done, length);
            return length;
        }

        private int code(int codeBits) throws IOException {
            while (bitCount < codeBits) {
                while (blockLeft == 0) {
                    blockLeft = source.u8(at++);
                    if (blockLeft == 0) {
                        throw new EOFException("its image data ends before its last pixel");
                    }
                    source.u8(at + blockLeft - 1); // the whole block has to be there
                }
                bits |= source.u8(at++) << bitCount;
                bitCount += 8;
                blockLeft--;
            }
            int code = bits & (1 << codeBits) - 1;
            bits >>>= codeBits;
            bitCount -= codeBits;
            return code;
        }
    }
}
