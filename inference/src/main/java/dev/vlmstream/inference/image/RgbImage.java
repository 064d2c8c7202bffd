package dev.vlmstream.inference.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An image as interleaved RGB bytes, row by row from the top: {@code rgb[(y * width + x) * 3 + channel]}. The array is
 * not copied, so that large images move for free: do not write to it.
 *
 * @param sourceMode Pillow's name of the file's own mode: {@code RGB}, {@code L}, {@code P}, {@code CMYK}, …
 * @param sourceWidth width of the file's image, before any pad, resize and crop
 * @param sourceHeight height of the file's image
 */
public record RgbImage(int width, int height, byte[] rgb, String sourceMode, int sourceWidth, int sourceHeight) {
    public RgbImage {
        Objects.requireNonNull(sourceMode, "sourceMode");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image needs pixels, not " + width + " x " + height);
        }
        if (rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    rgb.length + " bytes for " + width + " x " + height + " RGB pixels: need " + 3L * width * height);
        }
    }

    /** The SHA-256 of the RGB bytes, in lower-case hexadecimal. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rgb));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "RgbImage[" + width + " x " + height + ", from " + sourceMode + " " + sourceWidth + " x " + sourceHeight
                + "]";
    }
}
