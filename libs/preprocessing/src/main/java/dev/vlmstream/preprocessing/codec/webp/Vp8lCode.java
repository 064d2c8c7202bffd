package dev.vlmstream.preprocessing.codec.webp;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/** A canonical prefix code over symbols 0, 1, …, as lossless WebP writes it. */
final class Vp8lCode {
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
            int repeats = length == 16 ? 3 + bits.number(2) : length == 17 ? 3 + bits.number(3) : 11 + bits.number(7);
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
