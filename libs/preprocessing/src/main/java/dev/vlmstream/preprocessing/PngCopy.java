package dev.vlmstream.preprocessing;

import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** An image's pixels as a PNG file, for readers that do not know its own format. */
public final class PngCopy {
    /** Bytes of a pixel: as one number, in the file that grows, and in its text. */
    private static final double PIXEL = 4 + 2 * 3 + 4;

    private PngCopy() {}

    /** @throws ImageException if it is no image, damaged, or above the limits */
    public static byte[] of(byte[] encoded, String name, ImageLimits limits) {
        return PictureRoom.decode(encoded, name, limits, (w, h) -> PIXEL * w * h, image -> write(image, name));
    }

    private static byte[] write(RgbImage image, String name) {
        BufferedImage pixels = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.rgb();
        for (int i = 0, y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++, i += 3) {
                pixels.setRGB(x, y, (rgb[i] & 0xff) << 16 | (rgb[i + 1] & 0xff) << 8 | rgb[i + 2] & 0xff);
            }
        }
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(pixels, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name + " as PNG", e);
        }
    }
}
