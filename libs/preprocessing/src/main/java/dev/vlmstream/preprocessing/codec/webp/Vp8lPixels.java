package dev.vlmstream.preprocessing.codec.webp;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Objects;

/** The entropy-coded images of a lossless WebP stream: the picture itself and those that steer its decoding. */
record Vp8lPixels(Vp8lBits bits) {
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    /** The 120 nearest neighbours, nearest first: a digit for the rows up, a digit for 8 less the columns to the left. */
    private static final byte[] NEAR = HexFormat.of()
            .parseHex("1807171928062729161a262a38053739151b363a252b48044749141c353b464a242c58454b343c03"
                    + "5759131d565a232d444c555b333d68026769121e666a222e545c434d656b323e78017779535d111f"
                    + "646c424e767a212f757b313f636d525e00747c414f1020626e30737d515f40727e616f50717f6070");

    /** The five codes in use in a part of the image. */
    private record Codes(Vp8lCode green, Vp8lCode red, Vp8lCode blue, Vp8lCode alpha, Vp8lCode distance) {}

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

    /** A canonical prefix code over symbols 0, 1, …, as lossless WebP writes it. */
    private static final class Vp8lCode {
        private static final int LONGEST = 15;
        /** In which order the lengths of the code of lengths are written. */
        private static final int[] LENGTH_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

        private final int[] counts = new int[LONGEST + 1];
        private final int[] symbols;
        /** The only symbol, which takes no bits; negative when there are more. */
        private final int only;

        private Vp8lCode(int[] lengths) throws IOException {
            int used = 0;
            for (int length : lengths) {
                counts[length]++;
                used += length > 0 ? 1 : 0;
            }
            counts[0] = 0;
            symbols = new int[used];
            int[] next = new int[LONGEST + 2];
            for (int length = 1; length <= LONGEST; length++) {
                next[length + 1] = next[length] + counts[length];
            }
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] > 0) {
                    symbols[next[lengths[symbol]]++] = symbol;
                }
            }
            only = used == 1 ? symbols[0] : -1;
            if (used != 1) {
                requireComplete();
            }
        }

        private void requireComplete() throws IOException {
            int free = 1;
            for (int length = 1; length <= LONGEST; length++) {
                free = 2 * free - counts[length];
                if (free < 0) {
                    break;
                }
            }
            if (free != 0) {
                throw new IOException("a prefix code is not complete");
            }
        }

        static Vp8lCode read(Vp8lBits bits, int alphabet) throws IOException {
            return new Vp8lCode(bits.flag() ? fewLengths(bits, alphabet) : codedLengths(bits, alphabet));
        }

        private static int[] fewLengths(Vp8lBits bits, int alphabet) throws IOException {
            int[] lengths = new int[alphabet];
            boolean two = bits.flag();
            lengths[Objects.checkIndex(bits.number(bits.flag() ? 8 : 1), alphabet)] = 1;
            if (two) {
                lengths[Objects.checkIndex(bits.number(8), alphabet)] = 1;
            }
            return lengths;
        }

        private static int[] codedLengths(Vp8lBits bits, int alphabet) throws IOException {
            int[] lengthLengths = new int[LENGTH_ORDER.length];
            int stated = 4 + bits.number(4);
            for (int i = 0; i < stated; i++) {
                lengthLengths[LENGTH_ORDER[i]] = bits.number(3);
            }
            Vp8lCode code = new Vp8lCode(lengthLengths);
            int left = bits.flag() ? 2 + bits.number(2 + 2 * bits.number(3)) : alphabet;
            int[] lengths = new int[alphabet];
            int previous = 8;
            for (int symbol = 0; symbol < alphabet && left > 0; left--) {
                int length = code.symbol(bits);
                if (length < 16) {
                    lengths[symbol++] = length;
                    previous = length > 0 ? length : previous;
                    continue;
                }
                int repeats =
                        length == 16 ? 3 + bits.number(2) : length == 17 ? 3 + bits.number(3) : 11 + bits.number(7);
                if (symbol + repeats > alphabet) {
                    throw new IOException("a prefix code has more lengths than symbols");
                }
                Arrays.fill(lengths, symbol, symbol + repeats, length == 16 ? previous : 0);
                symbol += repeats;
            }
            return lengths;
        }

        /** The next symbol. */
        int symbol(Vp8lBits bits) throws IOException {
            if (only >= 0) {
                return only;
            }
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length <= LONGEST; length++) {
                code |= bits.number(1);
                int count = counts[length];
                if (code - count < first) {
                    return symbols[index + code - first];
                }
                index += count;
                first = first + count << 1;
                code <<= 1;
            }
            throw new IOException("a prefix code has no such symbol");
        }
    }
}
