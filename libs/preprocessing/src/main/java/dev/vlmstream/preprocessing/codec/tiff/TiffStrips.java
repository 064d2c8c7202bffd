package dev.vlmstream.preprocessing.codec.tiff;

import dev.vlmstream.preprocessing.codec.Source;
import dev.vlmstream.preprocessing.header.TiffHeader;
import java.io.EOFException;
import java.io.IOException;

/** Where a TIFF file's strips or tiles lie: as many as its size takes, within the file, and not one over the other. */
final class TiffStrips {
    /** Two for each row of the longest pictures there are. */
    private static final int MOST = 1 << 17;
    /** Tiles may be larger than the picture, which lies in a corner of them. */
    private static final int MOST_TILE_PIXELS = 1 << 20;

    private TiffStrips() {}

    /** How many strips or tiles the picture takes. */
    static int count(TiffTags tags, TiffHeader header) throws IOException {
        long planes = tags.first(TiffTags.PLANAR, 1) == 2 ? header.samples() : 1;
        long count = planes * (tags.has(TiffTags.STRIP_OFFSETS) ? strips(tags, header.height()) : tiles(tags, header));
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
    static void require(Source source, int count, int[] offsets, int[] lengths) throws IOException {
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
