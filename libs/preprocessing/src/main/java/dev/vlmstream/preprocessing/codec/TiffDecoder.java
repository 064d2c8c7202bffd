package dev.vlmstream.preprocessing.codec;

import dev.vlmstream.preprocessing.codec.PlatformReaders.ByteArrayImageInput;
import dev.vlmstream.preprocessing.header.TiffHeader;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/** Plain TIFF files: grey, palette and RGB of up to 8 bits, uncompressed, LZW, deflate or PackBits. */
public final class TiffDecoder {
    private static final String PLATFORM_READER = "com.sun.imageio.plugins.tiff.TIFFImageReaderSpi";

    private TiffDecoder() {}

    public static RgbImage decode(EncodedBytes source) throws IOException {
        TiffTags tags = TiffTags.read(source);
        TiffSamples header = TiffSamples.read(source, tags);
        Raster raster = read(TiffCopy.of(source, tags, header.strips()));
        if (raster.getWidth() != header.width() || raster.getHeight() != header.height()) {
            throw new IOException("its size is read as " + raster.getWidth() + " x " + raster.getHeight());
        }
        byte[] rgb = RgbImage.bytes(header.width(), header.height());
        int[] row = new int[header.width() * raster.getNumBands()];
        for (int y = 0, out = 0; y < header.height(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, header.width(), 1, row);
            for (int x = 0; x < header.width(); x++, out += 3) {
                header.toRgb(row, x * raster.getNumBands(), rgb, out);
            }
        }
        return source.image(header.width(), header.height(), rgb, header.mode());
    }

    private static Raster read(byte[] file) throws IOException {
        ImageReader reader = PlatformReaders.create(PLATFORM_READER);
        ByteArrayImageInput input = new ByteArrayImageInput(file);
        try {
            reader.setInput(input, true, true);
            Raster raster = reader.read(0).getRaster();
            if (input.ranOut()) {
                throw new EOFException("it ends before its last row is complete");
            }
            return raster;
        } catch (RuntimeException e) {
            throw new IOException(e.toString(), e);
        } finally {
            reader.dispose();
        }
    }

    /**
     * A TIFF file with a new directory behind it, of the tags that say how to read its pixels and no others, for the platform's
     * reader: which would parse, and keep, all there are, and follow directories within directories.
     */
    private static final class TiffCopy {
        private static final List<Integer> KEPT = List.of(
                TiffTags.WIDTH,
                TiffTags.HEIGHT,
                TiffTags.DEPTH,
                TiffTags.COMPRESSION,
                TiffTags.PHOTOMETRIC,
                TiffTags.FILL_ORDER,
                TiffTags.STRIP_OFFSETS,
                TiffTags.SAMPLES,
                TiffTags.ROWS_PER_STRIP,
                TiffTags.STRIP_LENGTHS,
                TiffTags.PLANAR,
                TiffTags.PREDICTOR,
                TiffTags.PALETTE,
                TiffTags.TILE_WIDTH,
                TiffTags.TILE_HEIGHT,
                TiffTags.TILE_OFFSETS,
                TiffTags.TILE_LENGTHS,
                TiffTags.EXTRA_SAMPLES,
                TiffTags.SAMPLE_FORMAT);
        /** A palette of 8 bits; of strips and tiles there may be more. */
        private static final int MOST_VALUES = 3 * 256;

        private static final int ENTRY = 12;

        private TiffCopy() {}

        /** @param strips how many strips or tiles there are */
        static byte[] of(EncodedBytes source, TiffTags tags, int strips) throws IOException {
            Map<Integer, int[]> kept = new LinkedHashMap<>();
            for (int tag : KEPT) {
                if (tags.has(tag)) {
                    kept.put(tag, tags.values(tag, Math.max(strips, MOST_VALUES)));
                }
            }
            int start = source.bytes().length + (source.bytes().length & 1);
            int data = start + 2 + ENTRY * kept.size() + 4;
            int values = kept.values().stream().mapToInt(one -> one.length).sum();
            ByteBuffer copy = ByteBuffer.allocate(data + 4 * values)
                    .order(tags.big() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            copy.put(source.bytes()).putInt(4, start);
            copy.position(start).putShort((short) kept.size());
            for (Map.Entry<Integer, int[]> tag : kept.entrySet()) {
                data = write(tag.getKey(), tag.getValue(), tags.isShort(tag.getKey()), copy, data);
            }
            return copy.array();
        }

        /** An entry, and its values at {@code data} where they do not fit into it; gives the place behind them. */
        private static int write(int tag, int[] values, boolean isShort, ByteBuffer copy, int data) {
            int bytes = (isShort ? 2 : 4) * values.length;
            copy.putShort((short) tag).putShort((short) (isShort ? 3 : 4)).putInt(values.length);
            int entry = copy.position();
            copy.position(bytes <= 4 ? entry : data);
            for (int value : values) {
                if (isShort) {
                    copy.putShort((short) value);
                } else {
                    copy.putInt(value);
                }
            }
            if (bytes > 4) {
                copy.putInt(entry, data);
            }
            copy.position(entry + 4);
            return bytes <= 4 ? data : data + bytes + (bytes & 2);
        }
    }

    /**
     * The tags of a TIFF file's first image that decide what its samples mean.
     *
     * @param photometric 0 white is zero, 1 black is zero, 2 RGB, 3 palette
     * @param palette RGB triples, for a palette
     * @param strips how many strips or tiles there are
     */
    private record TiffSamples(
            int width, int height, int depth, long samples, int photometric, byte @Nullable [] palette, int strips) {
        private static final int MOST_SAMPLES = 4;
        private static final Set<Integer> JPEG = Set.of(6, 7);
        private static final Set<Integer> LOSSLESS = Set.of(1, 5, 8, 32_773, 32_946);

        static TiffSamples read(EncodedBytes source, TiffTags tags) throws IOException {
            int compression = tags.first(TiffTags.COMPRESSION, 1);
            if (!LOSSLESS.contains(compression)) {
                throw new UnsupportedImageException("compression " + compression
                        + (JPEG.contains(compression) ? " (JPEG)" : "") + "; none, LZW, deflate and PackBits are read");
            }
            if (tags.first(TiffTags.ORIENTATION, 1) != 1) {
                throw new UnsupportedImageException(
                        "orientation " + tags.first(TiffTags.ORIENTATION, 1) + "; save it upright");
            }
            int depth = depth(tags);
            int photometric = tags.first(TiffTags.PHOTOMETRIC, 1);
            TiffHeader header = TiffHeader.read(source.bytes());
            long samples = header.samples();
            if (photometric > 3 || depth > 8 || tags.first(TiffTags.SAMPLE_FORMAT, 1) != 1 || samples > MOST_SAMPLES) {
                throw new UnsupportedImageException("photometric " + photometric + " with " + samples + " samples of "
                        + depth + " bits; grey, RGB and palette of up to 8 bits are read");
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

        private static int strips(EncodedBytes source, TiffTags tags, TiffHeader header) throws IOException {
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

        /** Where a TIFF file's strips or tiles lie: as many as its size takes, within the file, and not one over the other. */
        private static final class TiffStrips {
            /** Two for each row of the longest pictures there are. */
            private static final int MOST = 1 << 17;
            /** Tiles may be larger than the picture, which lies in a corner of them. */
            private static final int MOST_TILE_PIXELS = 1 << 20;

            private TiffStrips() {}

            /** How many strips or tiles the picture takes. */
            static int count(TiffTags tags, TiffHeader header) throws IOException {
                long planes = tags.first(TiffTags.PLANAR, 1) == 2 ? header.samples() : 1;
                long count = planes
                        * (tags.has(TiffTags.STRIP_OFFSETS) ? strips(tags, header.height()) : tiles(tags, header));
                if (count > MOST) {
                    throw new IOException(count + " strips or tiles, more than " + MOST + ": save it with larger ones");
                }
                return (int) count;
            }

            /** Rows of a strip: files write the largest number there is for all of them. */
            static int rows(TiffTags tags, int height) throws IOException {
                int rows = tags.first(TiffTags.ROWS_PER_STRIP, height);
                if (rows == 0) {
                    throw new IOException("its strips have no rows");
                }
                return rows < 0 ? height : Math.min(rows, height);
            }

            private static long strips(TiffTags tags, int height) throws IOException {
                return ceilDiv(height, rows(tags, height));
            }

            private static long tiles(TiffTags tags, TiffHeader header) throws IOException {
                int tileWidth = tags.first(TiffTags.TILE_WIDTH, 0);
                int tileHeight = tags.first(TiffTags.TILE_HEIGHT, 0);
                long most = Math.max(MOST_TILE_PIXELS, (long) header.width() * header.height());
                if (tileWidth < 1 || tileHeight < 1 || (long) tileWidth * tileHeight > most) {
                    throw new IOException("tiles of " + Integer.toUnsignedString(tileWidth) + " × "
                            + Integer.toUnsignedString(tileHeight) + " pixels");
                }
                return ceilDiv(header.width(), tileWidth) * ceilDiv(header.height(), tileHeight);
            }

            private static long ceilDiv(int length, int part) {
                return ((long) length + part - 1) / part;
            }

            /** The platform's reader would leave the rows of a strip beyond the file's end black. */
            static void require(EncodedBytes source, int count, int[] offsets, int[] lengths) throws IOException {
                if (offsets.length < count || lengths.length < count) {
                    throw new IOException("it does not say where its strips or tiles are");
                }
                long all = 0;
                for (int i = 0; i < count; i++) {
                    if (offsets[i] < 0 || lengths[i] < 0 || (long) offsets[i] + lengths[i] > source.bytes().length) {
                        throw new EOFException("strip or tile " + i + " lies beyond its end");
                    }
                    all += lengths[i];
                }
                if (all > source.bytes().length) {
                    throw new IOException("its strips or tiles overlap");
                }
            }
        }
    }
}
