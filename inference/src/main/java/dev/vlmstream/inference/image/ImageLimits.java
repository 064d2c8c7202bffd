package dev.vlmstream.inference.image;

/**
 * What an image may cost before it is refused; both are checked on the header, before any pixel is decoded.
 *
 * @param maxPixels most pixels (width times height) of a file, and of the square it is padded to
 * @param maxBytes most bytes of an encoded file
 */
public record ImageLimits(long maxPixels, long maxBytes) {
    /** Pillow's own warning line for decompression bombs (89 478 485 pixels), and 64 MiB of file. */
    public static final ImageLimits DEFAULT = new ImageLimits(89_478_485, 64L << 20);

    /** A Java array holds the RGB bytes, so no limit above this one can be kept. */
    private static final long MOST_PIXELS = Integer.MAX_VALUE / 4;

    public ImageLimits {
        if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
            throw new IllegalArgumentException("maxPixels must be in 1.." + MOST_PIXELS + ", not " + maxPixels);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1, not " + maxBytes);
        }
    }

    void checkBytes(byte[] encoded, String name) {
        if (encoded.length == 0) {
            throw new ImageException(name, "the file is empty");
        }
        if (encoded.length > maxBytes) {
            throw new ImageException(name, encoded.length + " bytes, above the limit of " + maxBytes);
        }
    }

    void checkSize(long width, long height, String name) {
        if (width < 1 || height < 1) {
            throw new ImageException(name, "no pixels: the header says " + width + " x " + height);
        }
        if (width > maxPixels || height > maxPixels || width * height > maxPixels) {
            throw new ImageException(
                    name,
                    width + " x " + height + " pixels, above the limit of " + maxPixels + " (decompression bomb?)");
        }
    }
}
