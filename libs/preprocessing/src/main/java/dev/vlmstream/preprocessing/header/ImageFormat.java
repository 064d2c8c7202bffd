package dev.vlmstream.preprocessing.header;

import java.util.function.Function;
import java.util.function.Predicate;

/** The formats of image files that are read, each with its magic number and its header. */
public enum ImageFormat {
    JPEG(
            "jpeg",
            b -> b.has(0, "\u00ff\u00d8\u00ff"),
            bytes -> JpegHeader.read(bytes).image()),
    PNG(
            "png",
            b -> b.has(0, "\u0089PNG\r\n\u001a\n"),
            bytes -> PngHeader.read(bytes).image()),
    GIF("gif", b -> b.has(0, "GIF87a") || b.has(0, "GIF89a"), GifHeader::read),
    BMP("bmp", BmpHeader::begins, bytes -> BmpHeader.read(bytes).image()),
    WEBP("webp", b -> b.has(0, "RIFF") && b.has(8, "WEBP"), WebpHeader::read),
    TIFF(
            "tiff",
            b -> b.has(0, "II*\0") || b.has(0, "MM\0*"),
            bytes -> TiffHeader.read(bytes).image());

    private final String id;
    private final Predicate<HeaderBytes> magic;
    private final Function<HeaderBytes, ImageHeader> parser;

    ImageFormat(String id, Predicate<HeaderBytes> magic, Function<HeaderBytes, ImageHeader> parser) {
        this.id = id;
        this.magic = magic;
        this.parser = parser;
    }

    /** {@code jpeg}, {@code png}, {@code gif}, {@code bmp}, {@code webp} or {@code tiff}. */
    public String id() {
        return id;
    }

    boolean matches(HeaderBytes bytes) {
        return magic.test(bytes);
    }

    ImageHeader read(HeaderBytes bytes) {
        return parser.apply(bytes);
    }

    /** A 32-bit size that Java's int can hold; larger ones are damaged files or bombs. */
    static int size(long value) {
        if (value > Integer.MAX_VALUE) {
            throw new InvalidImageException("the image's header names a side of " + value + " pixels");
        }
        return (int) value;
    }
}
