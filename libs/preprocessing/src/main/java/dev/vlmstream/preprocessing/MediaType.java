package dev.vlmstream.preprocessing;

/** The media type of an image file, by its first bytes; names and declared types are often wrong. */
public final class MediaType {
    private MediaType() {}

    /** @throws ImageException if it is none of the formats that {@link ImageDecoder} reads */
    public static String of(byte[] encoded, String name) {
        return ImageLimits.probe(encoded, name).format().mediaType();
    }
}
