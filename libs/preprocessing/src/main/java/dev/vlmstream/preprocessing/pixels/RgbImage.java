package dev.vlmstream.preprocessing.pixels;

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

    /** Memory for an image of a size that was checked. */
    public static byte[] bytes(int width, int height) {
        return new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    }

    /** As Pillow's {@code resize}; the picture itself if it has that size. */
    public RgbImage resized(Extent to, Resample filter) {
        if (to.width() == width && to.height() == height) {
            return this;
        }
        byte[] out = bytes(to.width(), to.height());
        Resizer.RowSink sink = (y, planar) -> interleave(planar, out, 3 * y * to.width());
        Resizer.resize(rgb, width, height, Geometry.whole(to), filter, sink);
        return new RgbImage(to.width(), to.height(), out, sourceMode, sourceWidth, sourceHeight);
    }

    /** The pixels from a column and row on; black where that reaches beyond the picture, which it may on every side. */
    public RgbImage window(int left, int top, Extent size) {
        byte[] out = bytes(size.width(), size.height());
        int from = Math.max(left, 0);
        int to = Math.min(left + size.width(), width);
        for (int y = Math.max(top, 0); y < Math.min(top + size.height(), height); y++) {
            int at = 3 * ((y - top) * size.width() + from - left);
            System.arraycopy(rgb, 3 * (y * width + from), out, at, 3 * (to - from));
        }
        return new RgbImage(size.width(), size.height(), out, sourceMode, sourceWidth, sourceHeight);
    }

    /** Writes a row that comes as all of red, then green, then blue. */
    public static void interleave(int[] planar, byte[] out, int at) {
        int n = planar.length / 3;
        for (int x = 0; x < n; x++) {
            out[at + 3 * x] = (byte) planar[x];
            out[at + 3 * x + 1] = (byte) planar[n + x];
            out[at + 3 * x + 2] = (byte) planar[2 * n + x];
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
