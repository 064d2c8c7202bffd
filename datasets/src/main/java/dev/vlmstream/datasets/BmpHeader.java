package dev.vlmstream.datasets;

/** BITMAPCOREHEADER or BITMAPINFOHEADER and later; a negative height means rows from top to bottom. */
final class BmpHeader {
    private static final int CORE = 12;

    private BmpHeader() {}

    /** "BM" alone begins many texts; the reserved words that follow are zero in an image. */
    static boolean begins(HeaderBytes bytes) {
        return bytes.has(0, "BM") && (bytes.length() < 10 && !bytes.looksLikeText() || bytes.has(6, "\0\0\0\0"));
    }

    static ImageHeader read(HeaderBytes bytes) {
        boolean core = bytes.u32le(14) == CORE;
        int width = core ? bytes.u16le(18) : (int) bytes.u32le(18);
        int height = core ? bytes.u16le(20) : Math.abs((int) bytes.u32le(22));
        int depth = bytes.u16le(core ? 24 : 28);
        long compression = core ? 0 : bytes.u32le(30);
        long rowBytes = ((long) Math.max(width, 0) * depth + 7) / 8;
        // run lengths (1 and 2) may stand for any number of pixels
        long least = compression == 0 || compression == 3 ? ImageHeader.times(rowBytes, height) : 0;
        return new ImageHeader("bmp", width, height, ImageHeader.times(3, width, height), least);
    }
}
