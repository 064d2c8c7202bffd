package dev.vlmstream.inference.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.Set;

/**
 * The tags of a TIFF file's first image that decide what its samples mean.
 *
 * @param photometric 0 white is zero, 1 black is zero, 2 RGB, 3 palette
 * @param palette RGB triples, for a palette
 */
record TiffHeader(int width, int height, int depth, int samples, int photometric, byte[] palette) {
    private static final Set<Integer> LOSSLESS = Set.of(1, 5, 8, 32_773, 32_946);

    static TiffHeader read(Source source) throws IOException {
        TiffTags tags = TiffTags.read(source);
        int compression = tags.first(259, 1);
        if (!LOSSLESS.contains(compression)) {
            throw new IOException("compression " + compression + " is not supported; none, LZW, deflate, PackBits are");
        }
        if (tags.first(274, 1) != 1) {
            throw new IOException("orientation " + tags.first(274, 1) + " is not supported; save it upright");
        }
        int depth = tags.first(258, 1);
        int photometric = tags.first(262, 1);
        if (photometric > 3 || depth > 8 || tags.first(339, 1) != 1) {
            throw new IOException("photometric " + photometric + " with " + depth
                    + " bits a sample is not supported; grey, RGB and palette of up to 8 bits are");
        }
        requireStrips(source, tags);
        byte[] palette = photometric == 3 ? palette(tags, depth) : null;
        int samples = tags.first(277, 1);
        return new TiffHeader(tags.first(256, 0), tags.first(257, 0), depth, samples, photometric, palette);
    }

    /** The platform's reader would leave the rows of a strip beyond the file's end black. */
    private static void requireStrips(Source source, TiffTags tags) throws IOException {
        int[] offsets = tags.all(tags.has(273) ? 273 : 324);
        int[] lengths = tags.all(tags.has(279) ? 279 : 325);
        if (offsets.length == 0 || offsets.length != lengths.length) {
            throw new IOException("it does not say where its strips or tiles are");
        }
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] < 0 || lengths[i] < 0 || (long) offsets[i] + lengths[i] > source.bytes().length) {
                throw new EOFException("strip or tile " + i + " lies beyond its end");
            }
        }
    }

    private static byte[] palette(TiffTags tags, int depth) throws IOException {
        int[] map = tags.all(320);
        int colours = 1 << depth;
        if (map.length < 3 * colours) {
            throw new IOException("its palette is missing or too short");
        }
        byte[] palette = new byte[3 * colours];
        for (int i = 0; i < colours; i++) {
            for (int c = 0; c < 3; c++) {
                palette[3 * i + c] = (byte) (map[c * colours + i] >> 8);
            }
        }
        return palette;
    }

    void toRgb(int[] row, int at, byte[] rgb, int out) {
        for (int c = 0; c < 3; c++) {
            rgb[out + c] = switch (photometric) {
                case 2 -> (byte) row[at + c];
                case 3 -> palette[3 * row[at] + c];
                default -> (byte) grey(row[at]);
            };
        }
    }

    private int grey(int sample) {
        int most = (1 << depth) - 1;
        return (photometric == 0 ? most - sample : sample) * (255 / most);
    }

    /** Pillow's name of the mode. */
    String mode() {
        return switch (photometric) {
            case 2 -> samples == 4 ? "RGBA" : "RGB";
            case 3 -> "P";
            default -> depth == 1 ? "1" : samples == 2 ? "LA" : "L";
        };
    }
}
