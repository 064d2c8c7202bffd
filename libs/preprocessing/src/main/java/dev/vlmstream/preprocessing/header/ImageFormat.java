package dev.vlmstream.preprocessing.header;

import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;

/** The formats of image files that are read, each with its magic number and its header; TGA, which has none, is last. */
public enum ImageFormat {
    JPEG(
            "image/jpeg",
            b -> b.has(0, "\u00ff\u00d8\u00ff"),
            bytes -> JpegHeader.read(bytes).image()),
    PNG(
            "image/png",
            b -> b.has(0, "\u0089PNG\r\n\u001a\n"),
            bytes -> PngHeader.read(bytes).image()),
    GIF("image/gif", b -> b.has(0, "GIF87a") || b.has(0, "GIF89a"), GifHeader::read),
    BMP("image/bmp", BmpHeader::begins, bytes -> BmpHeader.read(bytes).image()),
    WEBP("image/webp", b -> b.has(0, "RIFF") && b.has(8, "WEBP"), WebpHeader::read),
    TIFF(
            "image/tiff",
            b -> b.has(0, "II*\0") || b.has(0, "MM\0*"),
            bytes -> TiffHeader.read(bytes).image()),
    PNM(
            "image/x-portable-anymap",
            PnmHeader::begins,
            bytes -> PnmHeader.read(bytes).image()),
    ICO(
            "image/x-icon",
            b -> b.has(0, "\0\0\1\0"),
            bytes -> IcoHeader.read(bytes).image()),
    TGA("image/x-tga", TgaHeader::begins, bytes -> TgaHeader.read(bytes).image());

    private final String mediaType;
    private final Predicate<HeaderBytes> magic;
    private final Function<HeaderBytes, ImageHeader> parser;

    ImageFormat(String mediaType, Predicate<HeaderBytes> magic, Function<HeaderBytes, ImageHeader> parser) {
        this.mediaType = mediaType;
        this.magic = magic;
        this.parser = parser;
    }

    /** Its usual name in small letters, such as {@code jpeg}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String mediaType() {
        return mediaType;
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
