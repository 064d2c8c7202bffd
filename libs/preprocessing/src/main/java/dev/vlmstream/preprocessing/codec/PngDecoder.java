package dev.vlmstream.preprocessing.codec;

import dev.vlmstream.preprocessing.header.PngHeader;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** PNG of every colour type and depth, plain and interlaced; of an animated one, the default image. */
public final class PngDecoder {
    /** Adam7: first column, first row, column step, row step. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private PngDecoder() {}

    public static RgbImage decode(EncodedBytes source) throws IOException {
        PngChunks chunks = PngChunks.read(source);
        PngHeader header = chunks.header();
        byte[] rgb = RgbImage.bytes(header.width(), header.height());
        try (PngRows rows = new PngRows(source, chunks.data(), chunks.pixelBits())) {
            for (int[] pass : header.interlace() == 1 ? PASSES : WHOLE) {
                pass(chunks, rows, pass, rgb);
            }
            rows.end();
        }
        return source.image(header.width(), header.height(), rgb, chunks.mode());
    }

    private static void pass(PngChunks chunks, PngRows rows, int[] pass, byte[] rgb) throws IOException {
        PngHeader header = chunks.header();
        int width = (header.width() - pass[0] + pass[2] - 1) / pass[2];
        if (width < 1) {
            return;
        }
        rows.begin(Math.toIntExact(((long) width * chunks.pixelBits() + 7) / 8));
        for (int y = pass[1]; y < header.height(); y += pass[3]) {
            int at = 3 * (y * header.width() + pass[0]);
            chunks.colour().toRgb(rows.next(), width, header.depth(), chunks.palette(), rgb, at, pass[2]);
        }
    }

    /**
     * What a PNG file says before its first image data.
     *
     * @param palette 256 RGB triples
     * @param data where the first IDAT chunk starts
     */
    private record PngChunks(PngHeader header, PngColour colour, byte @Nullable [] palette, int data) {
        private static final int SIGNATURE = 8;

        static PngChunks read(EncodedBytes source) throws IOException {
            int at = SIGNATURE;
            byte[] palette = null;
            while (!source.has(at + 4, "IDAT")) {
                int length = checkedLength(source, at);
                if (source.has(at + 4, "PLTE")) {
                    palette = palette(source, at + 8, length);
                }
                if (source.has(at + 4, "IEND")) {
                    throw new IOException("it holds no image data");
                }
                at += 12 + length;
            }
            return of(PngHeader.read(source.bytes()), palette, at);
        }

        private static PngChunks of(PngHeader header, byte @Nullable [] palette, int data) throws IOException {
            PngColour colour = PngColour.of(header.colourType(), header.depth());
            if (header.compression() != 0 || header.filter() != 0 || header.interlace() > 1) {
                throw new IOException("unknown compression, filter or interlace method");
            }
            if (colour == PngColour.PALETTE && palette == null) {
                throw new IOException("its palette is missing");
            }
            return new PngChunks(header, colour, palette, data);
        }

        /** The length of a chunk whose checksum was right. */
        private static int checkedLength(EncodedBytes source, int at) throws IOException {
            int length = source.i32be(at);
            if (length < 0 || length > source.bytes().length) {
                throw new IOException("a chunk of " + Integer.toUnsignedString(length) + " bytes");
            }
            int expected = source.i32be(at + 8 + length);
            CRC32 crc = new CRC32();
            crc.update(source.bytes(), at + 4, length + 4);
            if ((int) crc.getValue() != expected) {
                throw new IOException("the checksum of a chunk is wrong");
            }
            return length;
        }

        /** Indices beyond the palette's end are black, as in Pillow. */
        private static byte[] palette(EncodedBytes source, int at, int length) {
            byte[] palette = new byte[3 * 256];
            System.arraycopy(source.bytes(), at, palette, 0, Math.min(length, palette.length));
            return palette;
        }

        /** Bits of a pixel. */
        int pixelBits() {
            return header.depth() * colour.samples();
        }

        /** Pillow's name of the mode. */
        String mode() {
            int depth = header.depth();
            return switch (colour) {
                case GREY -> depth == 1 ? "1" : depth == 16 ? "I;16" : "L";
                case RGB -> "RGB";
                case PALETTE -> "P";
                case GREY_ALPHA -> depth == 16 ? "RGBA" : "LA";
                case RGB_ALPHA -> "RGBA";
            };
        }
    }

    /** PNG's colour types, and how Pillow makes RGB of a row of each. */
    enum PngColour {
        GREY(0, 1),
        RGB(2, 3),
        PALETTE(3, 1),
        GREY_ALPHA(4, 2),
        RGB_ALPHA(6, 4);

        private final int code;
        private final int samples;

        PngColour(int code, int samples) {
            this.code = code;
            this.samples = samples;
        }

        static PngColour of(int code, int depth) throws IOException {
            for (PngColour colour : values()) {
                if (colour.code == code && colour.allows(depth)) {
                    return colour;
                }
            }
            throw new IOException("colour type " + code + " with " + depth + " bits a sample");
        }

        private boolean allows(int depth) {
            return switch (depth) {
                case 8 -> true;
                case 16 -> this != PALETTE;
                case 1, 2, 4 -> this == GREY || this == PALETTE;
                default -> false;
            };
        }

        int samples() {
            return samples;
        }

        /**
         * Writes the pixels of one row, {@code step} pixels apart (more than one in interlaced passes).
         *
         * @param row the row's bytes, from index 0
         */
        void toRgb(byte[] row, int width, int depth, byte[] palette, byte[] rgb, int at, int step) {
            switch (this) {
                case GREY -> grey(row, width, depth, rgb, at, step);
                case PALETTE -> palette(row, width, depth, palette, rgb, at, step);
                case GREY_ALPHA -> samples(row, width, depth / 8, 0, rgb, at, step);
                case RGB, RGB_ALPHA -> samples(row, width, depth / 8, 1, rgb, at, step);
            }
        }

        /** Whole-byte samples; of 16 bits Pillow keeps the upper 8. Alpha is dropped. */
        private void samples(byte[] row, int width, int bytes, int channelStep, byte[] rgb, int at, int step) {
            for (int x = 0, in = 0, out = at; x < width; x++, in += samples * bytes, out += 3 * step) {
                rgb[out] = row[in];
                rgb[out + 1] = row[in + channelStep * bytes];
                rgb[out + 2] = row[in + 2 * channelStep * bytes];
            }
        }

        /** Few bits are spread over 0 to 255; 16-bit grey is clipped at 255, as Pillow's I;16 to RGB does. */
        private static void grey(byte[] row, int width, int depth, byte[] rgb, int at, int step) {
            for (int x = 0, out = at; x < width; x++, out += 3 * step) {
                int value;
                if (depth == 16) {
                    value = row[2 * x] == 0 ? row[2 * x + 1] : 255;
                } else {
                    value = packed(row, x, depth) * (255 / ((1 << depth) - 1));
                }
                rgb[out] = (byte) value;
                rgb[out + 1] = (byte) value;
                rgb[out + 2] = (byte) value;
            }
        }

        private static void palette(byte[] row, int width, int depth, byte[] palette, byte[] rgb, int at, int step) {
            for (int x = 0, out = at; x < width; x++, out += 3 * step) {
                System.arraycopy(palette, 3 * packed(row, x, depth), rgb, out, 3);
            }
        }

        private static int packed(byte[] row, int x, int depth) {
            int bit = x * depth;
            return (row[bit >> 3] & 0xff) >> (8 - depth - (bit & 7)) & (1 << depth) - 1;
        }
    }

    /** The rows of a PNG file one by one: IDAT chunks inflated, filters undone. */
    private static final class PngRows implements AutoCloseable {
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
}
