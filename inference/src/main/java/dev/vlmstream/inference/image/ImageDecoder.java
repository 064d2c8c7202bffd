package dev.vlmstream.inference.image;

import java.io.EOFException;
import java.io.IOException;

/**
 * Pillow's {@code Image.open(file).convert("RGB")}: EXIF orientation and colour profiles are ignored, alpha is dropped,
 * truncated files are refused. JPEG, PNG, GIF (first frame), WebP, BMP and TIFF, told apart by their first bytes.
 */
public final class ImageDecoder {
    private ImageDecoder() {}

    /**
     * Decodes an image file.
     *
     * @param encoded the file's bytes
     * @param name what errors call the image
     * @throws ImageException if it is no image, damaged, truncated, of an unsupported kind or above the limits; sizes
     *     are checked on the header, before pixels are decoded
     */
    public static RgbImage decode(byte[] encoded, String name, ImageLimits limits) {
        limits.checkBytes(encoded, name);
        Source source = new Source(encoded, name, limits);
        Format format = Format.of(source);
        if (format == null) {
            throw new ImageException(name, "not an image of a known format: it starts with " + start(encoded));
        }
        try {
            return format.decode(source);
        } catch (EOFException e) {
            throw new ImageException(name, format + " file is truncated" + detail(e), e);
        } catch (IOException e) {
            throw new ImageException(name, "damaged " + format + " file" + detail(e), e);
        } catch (ArithmeticException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | NegativeArraySizeException e) {
            // what hostile bytes can provoke in any decoder, the platform's included
            throw new ImageException(name, "damaged " + format + " file (" + e + ")", e);
        }
    }

    private static String detail(IOException e) {
        return e.getMessage() == null ? "" : ": " + e.getMessage();
    }

    private static String start(byte[] encoded) {
        StringBuilder shown = new StringBuilder("\"");
        for (int i = 0; i < Math.min(encoded.length, 16); i++) {
            shown.append(encoded[i] >= ' ' && encoded[i] < 127 ? (char) encoded[i] : '.');
        }
        return shown.append('"').toString();
    }
}
