package dev.vlmstream.preprocessing.pixels;

/** The middle of an image; where the image is smaller, the crop is filled with zeros around it. */
public record CentreCrop(int height, int width, Rounding rounding) {
    /** Where the crop starts when the difference of the sides is odd. One pixel matters. */
    public enum Rounding {
        /** Hugging Face: {@code (side - crop) // 2}, rounded down; below zero, too. */
        FLOOR,
        /** torchvision: Python's {@code round((side - crop) / 2)}, half to even; padding before a small image is floored. */
        HALF_EVEN;

        int offset(int side, int crop) {
            if (this == FLOOR) {
                return Math.floorDiv(side - crop, 2);
            }
            return side < crop ? -((crop - side) / 2) : (int) Math.rint((side - crop) / 2.0);
        }
    }

    public CentreCrop {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a crop needs pixels, not " + width + " x " + height);
        }
    }
}
