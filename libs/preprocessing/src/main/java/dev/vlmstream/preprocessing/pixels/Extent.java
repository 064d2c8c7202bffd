package dev.vlmstream.preprocessing.pixels;

/** Width and height in pixels. */
public record Extent(int width, int height) {
    public Extent {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an extent needs pixels, not " + width + " x " + height);
        }
    }

    public static Extent square(int side) {
        return new Extent(side, side);
    }
}
