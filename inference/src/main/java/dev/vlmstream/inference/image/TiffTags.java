package dev.vlmstream.inference.image;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The whole-number tags of a TIFF file's first directory. */
record TiffTags(Map<Integer, int[]> values) {
    private static final int SHORT = 3;
    private static final int LONG = 4;

    static TiffTags read(Source source) throws IOException {
        boolean big = source.u8(0) == 'M';
        int directory = i32(source, 4, big);
        int entries = u16(source, directory, big);
        Map<Integer, int[]> values = new HashMap<>();
        for (int i = 0; i < entries; i++) {
            int at = directory + 2 + 12 * i;
            int type = u16(source, at + 2, big);
            if (type == SHORT || type == LONG) {
                values.put(u16(source, at, big), values(source, at, type, big));
            }
        }
        return new TiffTags(values);
    }

    private static int[] values(Source source, int entry, int type, boolean big) throws IOException {
        int count = i32(source, entry + 4, big);
        int bytes = type == SHORT ? 2 : 4;
        if (count < 0 || count > source.bytes().length / bytes) {
            throw new IOException("a tag of " + Integer.toUnsignedString(count) + " values");
        }
        int at = count * bytes <= 4 ? entry + 8 : i32(source, entry + 8, big);
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = type == SHORT ? u16(source, at + 2 * i, big) : i32(source, at + 4 * i, big);
        }
        return values;
    }

    private static int u16(Source source, int at, boolean big) throws IOException {
        return big ? source.u16be(at) : source.u16le(at);
    }

    private static int i32(Source source, int at, boolean big) throws IOException {
        return big ? source.i32be(at) : source.i32le(at);
    }

    boolean has(int tag) {
        return values.containsKey(tag);
    }

    /** All values of a tag; none when it is not there. */
    int[] all(int tag) {
        return values.getOrDefault(tag, new int[0]);
    }

    /** The first value of a tag, or a default. */
    int first(int tag, int fallback) {
        int[] all = all(tag);
        return all.length == 0 ? fallback : all[0];
    }
}
