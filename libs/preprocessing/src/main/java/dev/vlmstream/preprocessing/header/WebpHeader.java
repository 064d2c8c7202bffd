package dev.vlmstream.preprocessing.header;

/** WebP (RFC 9649): the first chunk after the RIFF header, in its three kinds. */
final class WebpHeader {
    /** Planes and RGB. */
    private static final int LOSSY_BYTES = 5;
    /** Before and after a transform, and what is read by tile. */
    private static final int LOSSLESS_BYTES = 9;

    private WebpHeader() {}

    static ImageHeader read(HeaderBytes bytes) {
        bytes.u8(24);
        if (bytes.has(12, "VP8X")) {
            return ImageHeader.of(ImageFormat.WEBP, bytes.u24le(24) + 1, bytes.u24le(27) + 1, LOSSLESS_BYTES);
        }
        if (bytes.has(12, "VP8L")) {
            return lossless(bytes);
        }
        if (bytes.has(12, "VP8 ")) {
            return lossy(bytes);
        }
        throw new InvalidImageException("the webp begins with an unknown chunk");
    }

    /** Two times 14 bits, each one less than the size. */
    private static ImageHeader lossless(HeaderBytes bytes) {
        if (bytes.u8(20) != 0x2f) {
            throw new InvalidImageException("the lossless webp lacks its signature");
        }
        long packed = bytes.u32le(21);
        int width = (int) (packed & 0x3fff) + 1;
        return ImageHeader.of(ImageFormat.WEBP, width, (int) (packed >> 14 & 0x3fff) + 1, LOSSLESS_BYTES);
    }

    /** The key frame's header (RFC 6386, 9.1); the upper two bits of each size are a scale for display. */
    private static ImageHeader lossy(HeaderBytes bytes) {
        bytes.u8(29);
        if (!bytes.has(23, "\u009d\u0001\u002a")) {
            throw new InvalidImageException("the lossy webp does not begin with a key frame");
        }
        return ImageHeader.of(ImageFormat.WEBP, bytes.u16le(26) & 0x3fff, bytes.u16le(28) & 0x3fff, LOSSY_BYTES);
    }
}
