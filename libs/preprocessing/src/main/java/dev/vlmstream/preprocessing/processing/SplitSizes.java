package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.pixels.Extent;

/**
 * The two resizes that come before Idefics3's split, by the arithmetic of transformers' {@code Idefics3ImageProcessor}.
 */
final class SplitSizes {
    /** No side is made longer than this, whatever the configuration says. */
    private static final int LONGEST = 4096;

    private SplitSizes() {}

    /** The longer side becomes {@code edge}, up or down; the other keeps the ratio, and is made even. */
    static Extent longestEdge(int width, int height, int edge) {
        double ratio = (double) width / height;
        Extent scaled = width >= height
                ? new Extent(edge, Math.max(even((int) (edge / ratio)), 1))
                : new Extent(Math.max(even((int) (edge * ratio)), 1), edge);
        return bounded(scaled);
    }

    private static int even(int side) {
        return side + side % 2;
    }

    private static Extent bounded(Extent size) {
        double ratio = (double) size.width() / size.height();
        if (Math.max(size.width(), size.height()) <= LONGEST) {
            return size;
        }
        return size.width() >= size.height()
                ? new Extent(LONGEST, Math.max((int) (LONGEST / ratio), 1))
                : new Extent(Math.max((int) (LONGEST * ratio), 1), LONGEST);
    }

    /** Both sides become multiples of {@code side}: the longer one first, then the other by the ratio; each rounded up. */
    static Extent multiples(int width, int height, int side) {
        double ratio = (double) width / height;
        if (width >= height) {
            int longer = up(width, side);
            return new Extent(longer, up((int) (longer / ratio), side));
        }
        int longer = up(height, side);
        return new Extent(up((int) (longer * ratio), side), longer);
    }

    private static int up(int length, int side) {
        return Math.max((length + side - 1) / side, 1) * side;
    }
}
