package dev.vlmstream.preprocessing.codec.tiff;

import dev.vlmstream.preprocessing.codec.Source;
import dev.vlmstream.preprocessing.header.TiffHeader;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a TIFF file's first image that decide what its samples mean.
 *
 * @param photometric 0 white is zero, 1 black is zero, 2 RGB, 3 palette
 * @param palette RGB triples, for a palette
 * @param strips how many strips or tiles there are
 */
record TiffSamples(
        int width, int height, int depth, long samples, int photometric, byte @Nullable [] palette, int strips) {
    private static final int MOST_SAMPLES = 4;
    private static final Set<Integer> LOSSLESS = Set.of(1, 5, 8, 32_773, 32_946);

    static TiffSamples read(Source source, TiffTags tags) throws IOException {
        int compression = tags.first(TiffTags.COMPRESSION, 1);
        if (!LOSSLESS.contains(compression)) {
            throw new IOException("compression " + compression + " is not supported; none, LZW, deflate, PackBits are");
        }
        if (tags.first(TiffTags.ORIENTATION, 1) != 1) {
            throw new IOException(
                    "orientation " + tags.first(TiffTags.ORIENTATION, 1) + " is not supported; save it upright");
        }
        int depth = depth(tags);
        int photometric = tags.first(TiffTags.PHOTOMETRIC, 1);
        TiffHeader header = TiffHeader.read(source.bytes());
        long samples = header.samples();
        if (photometric > 3 || depth > 8 || tags.first(TiffTags.SAMPLE_FORMAT, 1) != 1 || samples > MOST_SAMPLES) {
            throw new IOException("photometric " + photometric + " with " + samples + " samples of " + depth
                    + " bits is not supported; grey, RGB and palette of up to 8 bits are");
        }
        int strips = strips(source, tags, header);
        byte[] palette = photometric == 3 ? palette(tags, depth) : null;
        return new TiffSamples(header.width(), header.height(), depth, samples, photometric, palette, strips);
    }

    /** Bits of a sample, of which all have the same number. */
    private static int depth(TiffTags tags) throws IOException {
        int depth = tags.first(TiffTags.DEPTH, 1);
        for (int each : tags.values(TiffTags.DEPTH, MOST_SAMPLES)) {
            if (each < 1 || each != depth) {
                throw new IOException("samples of " + each + " and " + depth + " bits");
            }
        }
        return depth;
    }

    private static int strips(Source source, TiffTags tags, TiffHeader header) throws IOException {
        boolean striped = tags.has(TiffTags.STRIP_OFFSETS);
        int count = TiffStrips.count(tags, header);
        TiffStrips.require(
                source,
                count,
                tags.values(striped ? TiffTags.STRIP_OFFSETS : TiffTags.TILE_OFFSETS, count),
                tags.values(striped ? TiffTags.STRIP_LENGTHS : TiffTags.TILE_LENGTHS, count));
        return count;
    }

    private static byte[] palette(TiffTags tags, int depth) throws IOException {
        int colours = 1 << depth;
        int[] map = tags.values(TiffTags.PALETTE, 3 * colours);
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
