package dev.vlmstream.preprocessing.header;

/**
 * BITMAPCOREHEADER or BITMAPINFOHEADER and later.
 *
 * @param length of the header behind the file's own, in bytes, unsigned
 * @param rows negative where they come from top to bottom
 * @param depth bits of a pixel
 * @param compression 0 for none, 3 for bit masks
 */
public record BmpHeader(int length, int width, int rows, int depth, int compression) {
    private static final int CORE = 12;

    /** "BM" alone begins many texts; the reserved words that follow are zero in an image. */
    static boolean begins(HeaderBytes bytes) {
        return bytes.has(0, "BM") && (bytes.length() < 10 && !bytes.looksLikeText() || bytes.has(6, "\0\0\0\0"));
    }

    /** @throws InvalidImageException if the file is cut off before its header's end */
    public static BmpHeader read(byte[] file) {
        return read(new HeaderBytes(file));
    }

    static BmpHeader read(HeaderBytes bytes) {
        int length = (int) bytes.u32le(14);
        boolean core = length == CORE;
        int width = core ? bytes.u16le(18) : (int) bytes.u32le(18);
        int rows = core ? bytes.u16le(20) : (int) bytes.u32le(22);
        return new BmpHeader(length, width, rows, bytes.u16le(core ? 24 : 28), core ? 0 : (int) bytes.u32le(30));
    }

    /** Whether it is the oldest kind, with sizes of 16 bits. */
    public boolean core() {
        return length == CORE;
    }

    public int height() {
        return Math.abs(rows);
    }

    ImageHeader image() {
        long rowBytes = ((long) Math.max(width, 0) * depth + 7) / 8;
        // run lengths (1 and 2) may stand for any number of pixels
        long least = compression == 0 || compression == 3 ? ImageHeader.times(rowBytes, height()) : 0;
        return new ImageHeader(ImageFormat.BMP, width, height(), ImageHeader.times(3, width, height()), least);
    }
}
