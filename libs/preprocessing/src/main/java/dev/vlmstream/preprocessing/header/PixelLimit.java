package dev.vlmstream.preprocessing.header;

/**
 * How large a picture may be: by a setting, and by the heap of whoever decodes it. A file of a few thousand bytes may hold
 * a picture of gigabytes, so both are checked on its header, before any pixel is decoded.
 *
 * @param maxPixels most pixels, width × height
 * @param heap bytes of heap of the process that decodes
 */
public record PixelLimit(long maxPixels, long heap) {
    /** One picture takes no more than this part of a heap, in which the others of its batch have to live, too. */
    private static final int PART_OF_HEAP = 3;

    private static final long MEBIBYTE = 1 << 20;

    public PixelLimit {
        if (maxPixels < 1 || heap < 1) {
            throw new IllegalArgumentException(
                    "a limit of " + maxPixels + " pixels with a heap of " + heap + " bytes lets nothing through");
        }
    }

    /** Bytes of heap that one picture may take. */
    public long room() {
        return heap / PART_OF_HEAP;
    }

    /**
     * Refuses what is too large, or cannot be whole.
     *
     * @param fileBytes how long the file is
     * @throws InvalidImageException with need, limit and fix
     */
    public void check(ImageHeader header, long fileBytes) {
        checkPixels(header.width(), header.height());
        checkHeap(header.width(), header.height(), header.decodingBytes());
        if (fileBytes < header.leastBytes()) {
            String format = (header.format() == ImageFormat.ICO ? "an " : "a ")
                    + header.format().id();
            throw new InvalidImageException("cut off: " + format + " of " + header.width() + " × " + header.height()
                    + " pixels has at least " + header.leastBytes() + " bytes, not " + fileBytes);
        }
    }

    /** @throws InvalidImageException if it has more pixels than the setting allows, or none */
    public void checkPixels(long width, long height) {
        if (width < 1 || height < 1) {
            throw new InvalidImageException("no pixels: the header says " + width + " × " + height);
        }
        if (width > maxPixels || height > maxPixels || width * height > maxPixels) {
            throw new InvalidImageException(width + " × " + height + " pixels, more than the " + maxPixels
                    + " of vlmstream.images.max-pixels: scale the picture down, or raise that limit (\"vlmstream up --max-megapixels "
                    + (width * height + 999_999) / 1_000_000 + "\" on one machine)");
        }
    }

    /** @throws InvalidImageException if a picture of that size takes more of the heap than it may */
    public void checkHeap(long width, long height, long bytes) {
        if (bytes > room()) {
            throw new InvalidImageException(width + " × " + height + " pixels take " + mebibytes(bytes)
                    + " of heap, more than the " + mebibytes(room()) + " that one picture may take of a heap of "
                    + mebibytes(heap) + ": scale the picture down, or give the services that decode more heap"
                    + " (\"vlmstream up --max-megapixels " + (width * height + 999_999) / 1_000_000
                    + "\" on one machine, else -Xmx)");
        }
    }

    /** Whole ones, from ten on. */
    private static String mebibytes(long bytes) {
        return bytes < 10 * MEBIBYTE ? bytes * 10 / MEBIBYTE / 10.0 + " MiB" : bytes / MEBIBYTE + " MiB";
    }
}
