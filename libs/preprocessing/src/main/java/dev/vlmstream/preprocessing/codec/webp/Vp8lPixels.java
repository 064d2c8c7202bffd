package dev.vlmstream.preprocessing.codec.webp;

import java.io.IOException;
import java.util.BitSet;
import java.util.HexFormat;

/** The entropy-coded images of a lossless WebP stream: the picture itself and those that steer its decoding. */
final class Vp8lPixels {
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    /** The 120 nearest neighbours, nearest first: a digit for the rows up, a digit for 8 less the columns to the left. */
    private static final byte[] NEAR = HexFormat.of()
            .parseHex("1807171928062729161a262a38053739151b363a252b48044749141c353b464a242c58454b343c03"
                    + "5759131d565a232d444c555b333d68026769121e666a222e545c434d656b323e78017779535d111f"
                    + "646c424e767a212f757b313f636d525e00747c414f1020626e30737d515f40727e616f50717f6070");

    private final Vp8lBits bits;

    /** The five codes in use in a part of the image. */
    private record Codes(Vp8lCode green, Vp8lCode red, Vp8lCode blue, Vp8lCode alpha, Vp8lCode distance) {}

    Vp8lPixels(Vp8lBits bits) {
        this.bits = bits;
    }

    /**
     * Reads an image of ARGB pixels.
     *
     * @param picture whether it is the picture, whose codes may differ from part to part
     */
    int[] read(int width, int height, boolean picture) throws IOException {
        int cacheBits = bits.flag() ? bits.number(4) : 0;
        if (cacheBits > 11) {
            throw new IOException("a colour cache of " + cacheBits + " bits");
        }
        int tileBits = picture && bits.flag() ? 2 + bits.number(3) : 0;
        int[] groups = tileBits > 0 ? read(tiles(width, tileBits), tiles(height, tileBits), false) : new int[1];
        BitSet used = new BitSet();
        for (int i = 0; i < groups.length; i++) {
            groups[i] = groups[i] >> 8 & 0xffff;
            used.set(groups[i]);
        }
        Codes[] codes = new Codes[used.length()];
        for (int i = 0; i < codes.length; i++) {
            Codes read = codes(cacheBits);
            // a picture of one tile may come with 65,536 groups of codes
            codes[i] = used.get(i) ? read : null;
        }
        return pixels(width, height, cacheBits, tileBits, groups, codes);
    }

    /** How many tiles of {@code 1 << bits} pixels cover a side. */
    static int tiles(int side, int bits) {
        return side + (1 << bits) - 1 >> bits;
    }

    private Codes codes(int cacheBits) throws IOException {
        int greens = 256 + LENGTHS + (cacheBits > 0 ? 1 << cacheBits : 0);
        return new Codes(
                Vp8lCode.read(bits, greens),
                Vp8lCode.read(bits, 256),
                Vp8lCode.read(bits, 256),
                Vp8lCode.read(bits, 256),
                Vp8lCode.read(bits, DISTANCES));
    }

    private int[] pixels(int width, int height, int cacheBits, int tileBits, int[] groups, Codes[] codes)
            throws IOException {
        int[] out = new int[Math.multiplyExact(width, height)];
        int[] cache = new int[1 << cacheBits];
        int cached = 0;
        int perRow = tileBits > 0 ? tiles(width, tileBits) : 0;
        for (int i = 0; i < out.length; ) {
            Codes c =
                    tileBits > 0 ? codes[groups[(i / width >> tileBits) * perRow + (i % width >> tileBits)]] : codes[0];
            int green = c.green.symbol(bits);
            if (green < 256) {
                int red = c.red.symbol(bits);
                int blue = c.blue.symbol(bits);
                out[i++] = c.alpha.symbol(bits) << 24 | red << 16 | green << 8 | blue;
            } else if (green < 256 + LENGTHS) {
                i = copy(out, i, width, green - 256, c);
            } else {
                while (cached < i) {
                    cache[slot(out[cached], cacheBits)] = out[cached++];
                }
                out[i++] = cache[green - 256 - LENGTHS];
            }
        }
        return out;
    }

    private static int slot(int argb, int cacheBits) {
        return 0x1e35a7bd * argb >>> 32 - cacheBits;
    }

    private int copy(int[] out, int at, int width, int lengthPrefix, Codes codes) throws IOException {
        int length = prefixed(lengthPrefix);
        int code = prefixed(codes.distance.symbol(bits));
        int distance = code > NEAR.length ? code - NEAR.length : Math.max(1, near(code, width));
        if (distance > at || length > out.length - at) {
            throw new IOException("a repetition reaches beyond the image");
        }
        for (int i = 0; i < length; i++) {
            out[at + i] = out[at + i - distance];
        }
        return at + length;
    }

    private static int near(int code, int width) {
        int entry = NEAR[code - 1];
        return 8 - (entry & 0xf) + (entry >> 4) * width;
    }

    private int prefixed(int prefix) throws IOException {
        if (prefix < 4) {
            return prefix + 1;
        }
        int extra = prefix - 2 >> 1;
        return (2 + (prefix & 1) << extra) + bits.number(extra) + 1;
    }
}
