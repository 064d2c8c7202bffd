package dev.vlmstream.preprocessing.codec.webp;

import dev.vlmstream.preprocessing.codec.EncodedBytes;
import java.io.EOFException;
import java.io.IOException;

/** A VP8 key frame's header (RFC 6386, section 9) and the decoders of its partitions. */
final class Vp8Header {
    private static final int SEGMENTS = 4;
    private static final int FIXED = 10;

    final int width;
    final int height;
    /** Modes of the macroblocks come from here. */
    final Vp8Bits modes;
    /** Coefficients of macroblock row {@code r} come from {@code tokens[r % tokens.length]}. */
    final Vp8Bits[] tokens;

    final Vp8Quantiser[] quantisers = new Vp8Quantiser[SEGMENTS];
    final byte[] probabilities = Vp8Tables.COEFFICIENTS.clone();
    final boolean mapped;
    final int[] segmentTree = {255, 255, 255};
    /** The probability that a macroblock has coefficients; negative when all may have. */
    final int skip;

    final boolean simpleFilter;
    private final int filterLevel;
    private final int sharpness;
    private final boolean segmented;
    private boolean absolute = true;
    private final int[] segmentSteps = new int[SEGMENTS];
    private final int[] segmentLevels = new int[SEGMENTS];
    private final int[] filterDeltas = new int[8];

    Vp8Header(EncodedBytes source, int at, int length) throws IOException {
        if (length < FIXED) {
            throw new EOFException("its frame has no header");
        }
        int tag = source.u16le(at) | source.u8(at + 2) << 16;
        requireKeyFrame(source, at, tag);
        width = source.u16le(at + 6) & 0x3fff;
        height = source.u16le(at + 8) & 0x3fff;
        source.checkSize(width, height);
        int firstLength = tag >> 5;
        if (firstLength > length - FIXED) {
            throw new EOFException("its first partition lies beyond its end");
        }
        modes = new Vp8Bits(source.bytes(), at + FIXED, firstLength);
        modes.flag(); // colour space: YUV whatever it says
        modes.flag(); // clamping: done anyway
        segmented = modes.flag();
        mapped = segmented && readSegments();
        simpleFilter = modes.flag();
        filterLevel = modes.number(6);
        sharpness = modes.number(3);
        boolean deltas = modes.flag();
        if (deltas && modes.flag()) {
            readFilterDeltas();
        }
        tokens = partitions(source, at + FIXED + firstLength, at + length);
        readQuantisers();
        modes.flag(); // whether the probabilities outlive the frame
        readProbabilities();
        skip = modes.flag() ? modes.number(8) : -1;
    }

    private static void requireKeyFrame(EncodedBytes source, int at, int tag) throws IOException {
        if ((tag & 1) != 0 || (tag >> 1 & 7) > 3 || (tag >> 4 & 1) == 0) {
            throw new IOException("its frame is not a visible key frame");
        }
        if (!source.has(at + 3, "\u009d\u0001\u002a")) {
            throw new IOException("its frame has no start code");
        }
    }

    private boolean readSegments() throws IOException {
        boolean map = modes.flag();
        if (modes.flag()) {
            absolute = modes.flag();
            for (int s = 0; s < SEGMENTS; s++) {
                segmentSteps[s] = modes.optional(7);
            }
            for (int s = 0; s < SEGMENTS; s++) {
                segmentLevels[s] = modes.optional(6);
            }
        }
        for (int i = 0; map && i < segmentTree.length; i++) {
            segmentTree[i] = modes.flag() ? modes.number(8) : 255;
        }
        return map;
    }

    private void readFilterDeltas() throws IOException {
        for (int i = 0; i < filterDeltas.length; i++) {
            filterDeltas[i] = modes.optional(6);
        }
    }

    private Vp8Bits[] partitions(EncodedBytes source, int from, int end) throws IOException {
        Vp8Bits[] parts = new Vp8Bits[1 << modes.number(2)];
        int start = from + 3 * (parts.length - 1);
        for (int p = 0; p < parts.length; p++) {
            int stated = p == parts.length - 1
                    ? end - start
                    : source.u16le(from + 3 * p) | source.u8(from + 3 * p + 2) << 16;
            if (stated < 0 || stated > end - start) {
                throw new EOFException("partition " + p + " lies beyond its end");
            }
            parts[p] = new Vp8Bits(source.bytes(), start, stated);
            start += stated;
        }
        return parts;
    }

    private void readQuantisers() throws IOException {
        int base = modes.number(7);
        int[] deltas = new int[5];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = modes.optional(4);
        }
        for (int s = 0; s < SEGMENTS; s++) {
            int index = segmented ? segmentSteps[s] + (absolute ? 0 : base) : base;
            quantisers[s] = Vp8Quantiser.of(index, deltas);
        }
    }

    private void readProbabilities() throws IOException {
        for (int i = 0; i < probabilities.length; i++) {
            if (modes.bit(Vp8Tables.UPDATES[i] & 0xff)) {
                probabilities[i] = (byte) modes.number(8);
            }
        }
    }

    /** How strongly the edges of a macroblock are filtered. */
    Vp8FilterStrength strength(int segment, boolean split) {
        int level = segmented ? segmentLevels[segment] + (absolute ? 0 : filterLevel) : filterLevel;
        level += filterDeltas[0] + (split ? filterDeltas[4] : 0);
        return Vp8FilterStrength.of(filterLevel == 0 ? 0 : level, sharpness);
    }

    /**
     * The loop filter's thresholds for a macroblock (RFC 6386, section 15.2).
     *
     * @param edge limit of the difference over an edge inside a macroblock; 0 for no filtering
     * @param interior limit of the differences beside an edge
     * @param variance differences above it count as high edge variance
     */
    record Vp8FilterStrength(int edge, int interior, int variance) {
        static Vp8FilterStrength of(int wanted, int sharpness) {
            int level = Math.max(0, Math.min(63, wanted));
            if (level == 0) {
                return new Vp8FilterStrength(0, 0, 0);
            }
            int interior = level;
            if (sharpness > 0) {
                interior = Math.min(interior >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
            }
            interior = Math.max(1, interior);
            return new Vp8FilterStrength(2 * level + interior, interior, level >= 40 ? 2 : level >= 15 ? 1 : 0);
        }
    }
}
