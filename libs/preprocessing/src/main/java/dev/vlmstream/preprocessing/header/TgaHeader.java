package dev.vlmstream.preprocessing.header;

/**
 * Truevision's TGA, of the kinds that Pillow reads.
 *
 * @param kind 1 with a colour map, 2 true colour, 3 grey
 * @param runs whether pixels are written as runs
 * @param first the number of the first colour of the map
 * @param colours how many colours the map has
 * @param colourBytes bytes of each
 * @param depth bits of a pixel
 * @param rightToLeft in which order a row's pixels come
 * @param topDown in which order the rows come
 * @param map where the colour map begins
 */
public record TgaHeader(
        int kind,
        boolean runs,
        int first,
        int colours,
        int colourBytes,
        int width,
        int height,
        int depth,
        boolean rightToLeft,
        boolean topDown,
        int map) {
    private static final int HEADER = 18;
    private static final int RUNS = 8;
    private static final int LONGEST_RUN = 128;

    /** The format has no magic number, so all that its header may not be is looked at. */
    static boolean begins(HeaderBytes bytes) {
        if (bytes.length() < HEADER) {
            return false;
        }
        boolean mapped = bytes.u8(1) == 1;
        int kind = bytes.u8(2) & ~RUNS;
        int depth = bytes.u8(16);
        boolean known =
                switch (kind) {
                    case 1 -> depth == 8 && isColour(bytes.u8(7)) && bytes.u16le(5) > 0;
                    case 2 -> isColour(depth);
                    case 3 -> depth == 8 || depth == 16 || depth == 1 && kind == bytes.u8(2);
                    default -> false;
                };
        return known
                && bytes.u8(1) <= 1
                && mapped == (kind == 1)
                && bytes.u16le(12) > 0
                && bytes.u16le(14) > 0
                && (bytes.u8(17) & 0xc0) == 0
                && (bytes.u8(17) & 0xf) <= 8;
    }

    private static boolean isColour(int bits) {
        return bits == 16 || bits == 24 || bits == 32;
    }

    /** @throws InvalidImageException if the file is cut off before its header's end */
    public static TgaHeader read(byte[] file) {
        return read(new HeaderBytes(file));
    }

    static TgaHeader read(HeaderBytes bytes) {
        int kind = bytes.u8(2);
        boolean mapped = bytes.u8(1) == 1;
        return new TgaHeader(
                kind & ~RUNS,
                (kind & RUNS) != 0,
                mapped ? bytes.u16le(3) : 0,
                mapped ? bytes.u16le(5) : 0,
                bytes.u8(7) / 8,
                bytes.u16le(12),
                bytes.u16le(14),
                bytes.u8(16),
                (bytes.u8(17) & 0x10) != 0,
                (bytes.u8(17) & 0x20) != 0,
                HEADER + bytes.u8(0));
    }

    /** Where the pixels begin. */
    public int data() {
        return map + colours * colourBytes;
    }

    /** Bytes of a row that is not written as runs. */
    public int rowBytes() {
        return (width * depth + 7) / 8;
    }

    ImageHeader image() {
        long pixels = (long) width * height;
        long runs = (pixels + LONGEST_RUN - 1) / LONGEST_RUN * (1 + depth / 8);
        long least = data() + (this.runs ? runs : (long) rowBytes() * height);
        return new ImageHeader(ImageFormat.TGA, width, height, ImageHeader.times(3, width, height), least);
    }
}
