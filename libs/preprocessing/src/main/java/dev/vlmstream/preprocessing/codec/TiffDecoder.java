package dev.vlmstream.preprocessing.codec;

import dev.vlmstream.preprocessing.codec.PlatformReaders.ByteArrayImageInput;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageReader;

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
}
