package dev.vlmstream.cli.report.figures;

import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.ImageLimits;
import dev.vlmstream.preprocessing.PictureRoom;
import dev.vlmstream.preprocessing.pixels.Extent;
import dev.vlmstream.preprocessing.pixels.Resample;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** An image small enough that many of them can be mailed within one page. */
public final class Thumbnail {
    /** The longer side, in pixels. */
    private static final int SIDE = 160;

    private Thumbnail() {}

    /**
     * As a JPEG within a data URI.
     *
     * @throws ImageException if it is no image, damaged, or too large
     */
    public static String uri(byte[] encoded, String name) {
        byte[] jpeg = PictureRoom.decode(encoded, name, ImageLimits.DEFAULT, (w, h) -> 0, Thumbnail::jpeg);
        return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
    }

    private static byte[] jpeg(RgbImage image) {
        double scale = Math.min(1, (double) SIDE / Math.max(image.width(), image.height()));
        RgbImage small =
                image.resized(new Extent(side(image.width(), scale), side(image.height(), scale)), Resample.BICUBIC);

        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(pixels(small), "jpeg", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a thumbnail", e);
        }
    }

    /** The image as Java's own writers of files take it. */
    public static BufferedImage pixels(RgbImage image) {
        BufferedImage pixels = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = image.rgb();
        for (int i = 0; i < image.width() * image.height(); i++) {
            int pixel = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff;
            pixels.setRGB(i % image.width(), i / image.width(), pixel);
        }
        return pixels;
    }

    private static int side(int pixels, double scale) {
        return Math.max(1, (int) Math.round(pixels * scale));
    }
}
