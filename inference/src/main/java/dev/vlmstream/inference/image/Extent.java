package dev.vlmstream.inference.image;

/** Width and height in pixels. */
record Extent(int width, int height) {
    Extent {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an extent needs pixels, not " + width + " x " + height);
        }
    }

    static Extent square(int side) {
        return new Extent(side, side);
    }
}
