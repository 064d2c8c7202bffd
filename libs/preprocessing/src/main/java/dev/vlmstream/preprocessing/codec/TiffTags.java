package dev.vlmstream.preprocessing.codec;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The whole-number tags of a TIFF file's first directory. Values are read when they are asked for: a file may have tens of
 * thousands of tags that all claim the same bytes.
 *
 * @param entries where each tag's entry stands; the last of several
 */
record TiffTags(EncodedBytes source, boolean big, Map<Integer, Integer> entries) {
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int DEPTH = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int FILL_ORDER = 266;
    static final int STRIP_OFFSETS = 273;
    static final int ORIENTATION = 274;
    static final int SAMPLES = 277;
    static final int ROWS_PER_STRIP = 278;
    static final int STRIP_LENGTHS = 279;
    static final int PLANAR = 284;
    static final int PREDICTOR = 317;
    static final int PALETTE = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_LENGTHS = 325;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;

    private static final int SHORT = 3;
    private static final int LONG = 4;

    static TiffTags read(EncodedBytes source) throws IOException {
        boolean big = source.u8(0) == 'M';
        TiffTags tags = new TiffTags(source, big, new TreeMap<>());
        int directory = tags.i32(4);
        int count = tags.u16(directory);
        for (int i = 0; i < count; i++) {
            int at = directory + 2 + 12 * i;
            int type = tags.u16(at + 2);
            if (type == SHORT || type == LONG) {
                tags.entries.put(tags.u16(at), at);
            }
        }
        return tags;
    }

    private int u16(int at) throws IOException {
        return big ? source.u16be(at) : source.u16le(at);
    }

    private int i32(int at) throws IOException {
        return big ? source.i32be(at) : source.i32le(at);
    }

    boolean has(int tag) {
        return entries.containsKey(tag);
    }

    boolean isShort(int tag) throws IOException {
        return u16(entries.get(tag) + 2) == SHORT;
    }

    /** The first value of a tag, or a default. */
    int first(int tag, int fallback) throws IOException {
        int[] first = values(tag, 1);
        return first.length == 0 ? fallback : first[0];
    }

    /** The values of a tag, no more of them than are wanted; none when it is not there. */
    int[] values(int tag, int most) throws IOException {
        Integer entry = entries.get(tag);
        if (entry == null) {
            return new int[0];
        }
        int bytes = isShort(tag) ? 2 : 4;
        int count = i32(entry + 4);
        if (count < 0 || count > source.bytes().length / bytes) {
            throw new IOException("a tag of " + Integer.toUnsignedString(count) + " values");
        }
        int at = count * bytes <= 4 ? entry + 8 : i32(entry + 8);
        int[] values = new int[Math.min(count, most)];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes == 2 ? u16(at + 2 * i) : i32(at + 4 * i);
        }
        return values;
    }
}
