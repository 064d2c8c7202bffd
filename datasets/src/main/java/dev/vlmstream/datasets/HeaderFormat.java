package dev.vlmstream.datasets;

import java.util.function.Function;
import java.util.function.Predicate;

/** The formats whose headers are understood, each with its magic number and its parser. */
enum HeaderFormat {
    JPEG("jpeg", b -> b.has(0, "\u00ff\u00d8\u00ff"), JpegHeader::read),
    PNG("png", b -> b.has(0, "\u0089PNG\r\n\u001a\n"), PngHeader::read),
    GIF("gif", b -> b.has(0, "GIF87a") || b.has(0, "GIF89a"), GifHeader::read),
    BMP("bmp", BmpHeader::begins, BmpHeader::read),
    WEBP("webp", b -> b.has(0, "RIFF") && b.has(8, "WEBP"), WebpHeader::read),
    TIFF("tiff", b -> b.has(0, "II*\0") || b.has(0, "MM\0*"), TiffHeader::read);

    private final String id;
    private final Predicate<HeaderBytes> magic;
    private final Function<HeaderBytes, ImageHeader> parser;

    HeaderFormat(String id, Predicate<HeaderBytes> magic, Function<HeaderBytes, ImageHeader> parser) {
        this.id = id;
        this.magic = magic;
        this.parser = parser;
    }

    String id() {
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
