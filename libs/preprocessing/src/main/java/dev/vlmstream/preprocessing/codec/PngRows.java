package dev.vlmstream.preprocessing.codec;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The rows of a PNG file one by one: IDAT chunks inflated, filters undone. */
final class PngRows implements AutoCloseable {
    /** Some writers add a few bytes; libpng ignores them, too. */
    private static final int MOST_SURPLUS = 4096;

    private final EncodedBytes source;
    private final Inflater inflater = new Inflater();
    private final int pixelBytes;
    private int chunk;
    private byte[] row = {};
    private byte[] previous = {};

    PngRows(EncodedBytes source, int firstChunk, int pixelBits) {
        this.source = source;
        this.chunk = firstChunk;
        this.pixelBytes = Math.max(1, pixelBits / 8);
    }

    /** Begins an image (each pass of an interlaced file is one) of rows of this many bytes. */
    void begin(int rowBytes) {
        row = new byte[rowBytes];
        previous = new byte[rowBytes];
    }

    /** The next row; the array is used again for the row after the next. */
    byte[] next() throws IOException {
        byte[] recycled = previous;
        previous = row;
        row = recycled;
        byte[] filter = new byte[1];
        fill(filter);
        fill(row);
        unfilter(filter[0]);
        return row;
    }

    /** Makes sure that the compressed stream is whole, its checksum included, and holds no more than the rows. */
    void end() throws IOException {
        byte[] surplus = new byte[MOST_SURPLUS];
        for (int inflated = 0; !inflater.finished(); ) {
            int n = inflate(surplus, 0);
            inflated += n;
            if (inflated > MOST_SURPLUS) {
                throw new IOException("its image data continues after its last row");
            }
            if (n == 0 && (inflater.needsDictionary() || inflater.needsInput() && !feed())) {
                throw new EOFException("its image data has no end");
            }
        }
    }

    private void fill(byte[] into) throws IOException {
        for (int done = 0; done < into.length; ) {
            int n = inflate(into, done);
            done += n;
            if (n == 0 && (inflater.finished() || inflater.needsDictionary() || !feed())) {
                throw new EOFException("its image data ends before its last row");
            }
        }
    }

    private int inflate(byte[] into, int done) throws IOException {
        try {
            return inflater.inflate(into, done, into.length - done);
        } catch (DataFormatException e) {
            throw new IOException("its compressed data is broken: " + e.getMessage(), e);
        }
    }

    /** Hands the inflater the next IDAT chunk, as much as there is of it. */
    private boolean feed() throws IOException {
        if (!inflater.needsInput() || !source.has(chunk + 4, "IDAT")) {
            return false;
        }
        int start = chunk + 8;
        int length = source.i32be(chunk);
        if (length < 0) {
            throw new IOException("a chunk of " + Integer.toUnsignedString(length) + " bytes");
        }
        int available = Math.min(length, source.bytes().length - start);
        inflater.setInput(source.bytes(), start, available);
        chunk = available < length ? source.bytes().length : start + length + 4;
        return true;
    }

    private void unfilter(int filter) throws IOException {
        switch (filter) {
            case 0 -> {}
            case 1 -> left();
            case 2 -> up();
            case 3 -> average();
            case 4 -> paeth();
            default -> throw new IOException("unknown row filter " + filter);
        }
    }

    private void left() {
        for (int i = pixelBytes; i < row.length; i++) {
            row[i] += row[i - pixelBytes];
        }
    }

    private void up() {
        for (int i = 0; i < row.length; i++) {
            row[i] += previous[i];
        }
    }

    private void average() {
        for (int i = 0; i < row.length; i++) {
            int before = i < pixelBytes ? 0 : row[i - pixelBytes] & 0xff;
            row[i] += (byte) (before + (previous[i] & 0xff) >> 1);
        }
    }

    private void paeth() {
        for (int i = 0; i < row.length; i++) {
            int a = i < pixelBytes ? 0 : row[i - pixelBytes] & 0xff;
            int b = previous[i] & 0xff;
            int c = i < pixelBytes ? 0 : previous[i - pixelBytes] & 0xff;
            int pa = Math.abs(b - c);
            int pb = Math.abs(a - c);
            int pc = Math.abs(a + b - 2 * c);
            row[i] += (byte) (pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
