package dev.vlmstream.preprocessing;

import dev.vlmstream.preprocessing.header.ImageHeader;
import dev.vlmstream.preprocessing.header.InvalidImageException;
import dev.vlmstream.preprocessing.header.PixelLimit;

/**
 * What an image may cost before it is refused; all is checked on the header, before any pixel is decoded.
 *
 * @param pixels most pixels (width times height) of a file, and of the square it is padded to; heap of a decoded one
 * @param maxBytes most bytes of an encoded file
 */
public record ImageLimits(PixelLimit pixels, long maxBytes) {
    /** The default of the services' {@code vlmstream.images.max-pixels}, and 64 MiB of file. */
    public static final ImageLimits DEFAULT = new ImageLimits(100_000_000, 64L << 20);

    /** A Java array holds the RGB bytes, so no limit above this one can be kept. */
    private static final long MOST_PIXELS = Integer.MAX_VALUE / 4;

    public ImageLimits {
        if (pixels.maxPixels() > MOST_PIXELS) {
            throw new IllegalArgumentException(
                    "maxPixels must be in 1.." + MOST_PIXELS + ", not " + pixels.maxPixels());
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1, not " + maxBytes);
        }
    }

    /** With this process's heap. */
    public ImageLimits(long maxPixels, long maxBytes) {
        this(new PixelLimit(maxPixels, Runtime.getRuntime().maxMemory()), maxBytes);
    }

    /** The header of an image that is within the limits. */
    ImageHeader header(byte[] encoded, String name) {
        if (encoded.length > maxBytes) {
            throw new ImageException(name, encoded.length + " bytes, above the limit of " + maxBytes);
        }
        ImageHeader header = probe(encoded, name);
        check(name, () -> pixels.check(header, encoded.length));
        return header;
    }

    /** The header of an image, whatever its size. */
    static ImageHeader probe(byte[] encoded, String name) {
        try {
            return ImageHeader.probe(encoded);
        } catch (InvalidImageException e) {
            throw new ImageException(name, e.getMessage(), e);
        }
    }

    void checkHeap(long width, long height, long bytes, String name) {
        check(name, () -> pixels.checkHeap(width, height, bytes));
    }

    private static void check(String name, Runnable limit) {
        try {
            limit.run();
        } catch (InvalidImageException e) {
            throw new ImageException(name, e.getMessage(), e);
        }
    }
}
