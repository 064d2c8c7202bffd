package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.pixels.Extent;

/**
 * Qwen2-VL's {@code smart_resize}: both sides become multiples of {@code factor}, the number of pixels comes to lie between
 * two bounds, and the aspect ratio is kept as nearly as that allows.
 *
 * <p>As transformers has it since 4.52: a picture that is narrower than {@code factor} is enlarged (4.51 refused it), and
 * no side becomes 0.
 *
 * @param factor pixels of a side that become one image token
 */
record SmartResize(int factor, long minPixels, long maxPixels) {
    private static final int LARGEST_ASPECT = 200;

    SmartResize {
        if (factor < 1 || minPixels < 1 || maxPixels < minPixels) {
            throw new IllegalArgumentException("cannot resize to multiples of " + factor + " between " + minPixels
                    + " and " + maxPixels + " pixels");
        }
    }

    /** @throws ImageException if one side is more than 200 times the other */
    Extent of(int width, int height, String name) {
        if (isTooThin(width, height)) {
            throw new ImageException(
                    name,
                    "too thin for this model: " + width + " x " + height + ", one side may be " + LARGEST_ASPECT
                            + " times the other");
        }
        double newHeight = Math.rint((double) height / factor) * factor;
        double newWidth = Math.rint((double) width / factor) * factor;
        double pixels = (double) height * width;
        if (newHeight * newWidth > maxPixels) {
            double beta = Math.sqrt(pixels / maxPixels);
            newHeight = Math.max(factor, Math.floor(height / beta / factor) * factor);
            newWidth = Math.max(factor, Math.floor(width / beta / factor) * factor);
        } else if (newHeight * newWidth < minPixels) {
            double beta = Math.sqrt(minPixels / pixels);
            newHeight = Math.ceil(height * beta / factor) * factor;
            newWidth = Math.ceil(width * beta / factor) * factor;
        }
        return new Extent((int) newWidth, (int) newHeight);
    }

    boolean isTooThin(int width, int height) {
        return Math.max(width, height) > (long) LARGEST_ASPECT * Math.min(width, height);
    }
}
