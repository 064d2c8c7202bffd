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
    public static Geometry whole(int width, int height) {
        return new Geometry(width, height, 0, 0, width, height);
    }

    /** The centre of an image of this size, by a rule for odd differences. */
    public static Geometry centre(int width, int height, CentreCrop crop) {
        return new Geometry(
                width,
                height,
                crop.rounding().offset(width, crop.width()),
                crop.rounding().offset(height, crop.height()),
                crop.width(),
                crop.height());
    }
}
