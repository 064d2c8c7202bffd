package dev.vlmstream.preprocessing.processing;

import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.pixels.RgbImage;

/** LLaVA's {@code expand2square}: the image in the middle of a square of one colour. */
record SquarePadding(int red, int green, int blue) {
    SquarePadding {
        if ((red | green | blue) < 0 || red > 255 || green > 255 || blue > 255) {
            throw new IllegalArgumentException(
                    "a colour's parts are 0 to 255, not " + red + ", " + green + ", " + blue);
        }
    }

    RgbImage pad(RgbImage image, String name, ImageLimits limits) {
        if (image.width() == image.height()) {
            return image;
        }
        int side = Math.max(image.width(), image.height());
        if ((long) side * side > limits.pixels().maxPixels()) {
            throw new ImageException(
                    name,
                    "padded to a square it would be " + side + " x " + side + " pixels, above the limit of "
                            + limits.pixels().maxPixels());
        }
        byte[] out = filled(side);
        int left = (side - image.width()) / 2;
        int top = (side - image.height()) / 2;
        for (int y = 0; y < image.height(); y++) {
            System.arraycopy(image.rgb(), y * image.width() * 3, out, ((top + y) * side + left) * 3, image.width() * 3);
        }
        return new RgbImage(side, side, out, image.sourceMode(), image.sourceWidth(), image.sourceHeight());
    }

    private byte[] filled(int side) {
        byte[] out = new byte[3 * side * side];
        for (int i = 0; i < out.length; i += 3) {
            out[i] = (byte) red;
            out[i + 1] = (byte) green;
            out[i + 2] = (byte) blue;
        }
        return out;
    }
}
