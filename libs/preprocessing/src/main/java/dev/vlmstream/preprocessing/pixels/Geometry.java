package dev.vlmstream.preprocessing.pixels;

/**
 * A resize and the window of its result that is kept. The window may reach beyond the resized image; it is zero there.
 *
 * @param left column of the resized image at which the window starts, negative when the image is narrower
 * @param top row of the resized image at which the window starts
 */
public record Geometry(int resizedWidth, int resizedHeight, int left, int top, int windowWidth, int windowHeight) {
    public Geometry {
        if (resizedWidth < 1 || resizedHeight < 1 || windowWidth < 1 || windowHeight < 1) {
            throw new IllegalArgumentException("sizes must be positive: resized " + resizedWidth + " x " + resizedHeight
                    + ", window " + windowWidth + " x " + windowHeight);
        }
    }

    /** The whole of an image of this size. */
    public static Geometry whole(Extent size) {
        return new Geometry(size.width(), size.height(), 0, 0, size.width(), size.height());
    }

    /** The centre of an image of this size, by a rule for odd differences. */
    public static Geometry centre(Extent size, CentreCrop crop) {
        return new Geometry(
                size.width(),
                size.height(),
                crop.rounding().offset(size.width(), crop.width()),
                crop.rounding().offset(size.height(), crop.height()),
                crop.width(),
                crop.height());
    }
}
