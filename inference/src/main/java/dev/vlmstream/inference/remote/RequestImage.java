package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.image.ImageDecoder;
import dev.vlmstream.inference.image.ImageException;
import dev.vlmstream.inference.image.ImageLimits;
import dev.vlmstream.inference.image.MediaType;
import dev.vlmstream.inference.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Set;
import javax.imageio.ImageIO;

/** An image as requests carry it. */
record RequestImage(String mediaType, String base64) {

    /**
     * The file's own bytes where the API reads its format, else its pixels as PNG.
     *
     * @throws ImageException if it is no image, or has to be read for that and cannot be
     */
    static RequestImage of(byte[] encoded, String name, Set<String> accepted, ImageLimits limits) {
        String type = MediaType.of(encoded, name);
        return accepted.contains(type)
                ? new RequestImage(type, Base64.getEncoder().encodeToString(encoded))
                : new RequestImage("image/png", Base64.getEncoder().encodeToString(png(encoded, name, limits)));
    }

    String dataUrl() {
        return "data:" + mediaType + ";base64," + base64;
    }

    private static byte[] png(byte[] encoded, String name, ImageLimits limits) {
        RgbImage image = ImageDecoder.decode(encoded, name, limits);
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
