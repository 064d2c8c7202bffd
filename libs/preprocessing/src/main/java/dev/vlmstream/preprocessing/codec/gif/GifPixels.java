package dev.vlmstream.preprocessing.codec.gif;

import dev.vlmstream.preprocessing.codec.Source;
import java.io.EOFException;
import java.io.IOException;

/** GIF's LZW: codes of growing length, lowest bit first, in blocks of at most 255 bytes. */
final class GifPixels {
    private static final int MOST_CODES = 4096;

    private final Source source;
    private final int rootBits;
    private final int[] prefix = new int[MOST_CODES];
    private final byte[] last = new byte[MOST_CODES];
    private final byte[] pending = new byte[MOST_CODES + 1];
    private int at;
    private int blockLeft;
    private int bits;
    private int bitCount;

    GifPixels(Source source, int at) throws IOException {
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
