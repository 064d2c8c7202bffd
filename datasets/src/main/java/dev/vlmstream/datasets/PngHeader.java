package dev.vlmstream.datasets;

/** PNG (W3C, 11.2.2): the first chunk is IHDR, with width, height, depth and colour type first. */
final class PngHeader {
    /** Deflate makes no more bytes of one. */
    private static final int MOST_INFLATED = 1032;

    private PngHeader() {}

    static ImageHeader read(HeaderBytes bytes) {
        bytes.u8(32); // the end of IHDR with its checksum
        if (!bytes.has(12, "IHDR")) {
            throw new InvalidImageException("the png does not begin with an IHDR chunk");
        }
        int width = HeaderFormat.size(bytes.u32be(16));
        int height = HeaderFormat.size(bytes.u32be(20));
        long pixelBits = bytes.u8(24) * samples(bytes.u8(25));
        long rowBytes = (width * pixelBits + 7) / 8;
        long least = ImageHeader.times(ImageHeader.times(1, width, height), pixelBits) / 8 / MOST_INFLATED;
        long decoding = ImageHeader.times(3, width, height) + 2 * rowBytes;
        return new ImageHeader("png", width, height, decoding, least);
    }

    /** Unknown colour types are the decoder's to refuse. */
    private static int samples(int colourType) {
        return switch (colourType) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }
}
