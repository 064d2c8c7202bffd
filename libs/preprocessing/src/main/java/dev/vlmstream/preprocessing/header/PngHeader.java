package dev.vlmstream.preprocessing.header;

/**
 * PNG (W3C, 11.2.2): the first chunk is IHDR.
 *
 * @param depth bits of a sample
 * @param colourType 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha; others are the decoder's to refuse
 * @param compression the method, by its number; so {@code filter} and {@code interlace}
 */
public record PngHeader(int width, int height, int depth, int colourType, int compression, int filter, int interlace) {
    /** Deflate makes no more bytes of one. */
    private static final int MOST_INFLATED = 1032;

    /** @throws InvalidImageException if the file is cut off before its header's end, or begins with another chunk */
    public static PngHeader read(byte[] file) {
        return read(new HeaderBytes(file));
    }

    static PngHeader read(HeaderBytes bytes) {
        bytes.u8(32); // the end of IHDR with its checksum
        if (!bytes.has(12, "IHDR")) {
            throw new InvalidImageException("the png does not begin with an IHDR chunk");
        }
        return new PngHeader(
                ImageFormat.size(bytes.u32be(16)),
                ImageFormat.size(bytes.u32be(20)),
                bytes.u8(24),
                bytes.u8(25),
                bytes.u8(26),
                bytes.u8(27),
                bytes.u8(28));
    }

    ImageHeader image() {
        long pixelBits = (long) depth * samples();
        long rowBytes = (width * pixelBits + 7) / 8;
        long least = ImageHeader.times(ImageHeader.times(1, width, height), pixelBits) / 8 / MOST_INFLATED;
        long decoding = ImageHeader.times(3, width, height) + 2 * rowBytes;
        return new ImageHeader(ImageFormat.PNG, width, height, decoding, least);
    }

    private int samples() {
        return switch (colourType) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }
}
