package dev.vlmstream.inference.image;

import java.util.Locale;

/** The media type of an image file, by its first bytes; names and declared types are often wrong. */
public final class MediaType {
    private MediaType() {}

    /** @throws ImageException if it is none of the formats that {@link ImageDecoder} reads */
    public static String of(byte[] encoded, String name) {
        Format format = Format.of(new Source(encoded, name, ImageLimits.DEFAULT));
        if (format == null) {
            throw new ImageException(name, "not an image of a known format (JPEG, PNG, GIF, WebP, BMP, TIFF)");
        }
        return "image/" + format.name().toLowerCase(Locale.ROOT);
    }
}
