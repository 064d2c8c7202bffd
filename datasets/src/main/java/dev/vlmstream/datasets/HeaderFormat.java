package dev.vlmstream.datasets;

import java.util.function.Function;
import java.util.function.Predicate;

/** The formats whose headers are understood, each with its magic number and its parser. */
enum HeaderFormat {
    JPEG("jpeg", b -> b.has(0, "\u00ff\u00d8\u00ff"), JpegHeader::read),
    PNG("png", b -> b.has(0, "\u0089PNG\r\n\u001a\n"), HeaderFormat::png),
    GIF("gif", b -> b.has(0, "GIF87a") || b.has(0, "GIF89a"), HeaderFormat::gif),
    BMP("bmp", HeaderFormat::isBmp, HeaderFormat::bmp),
    WEBP("webp", b -> b.has(0, "RIFF") && b.has(8, "WEBP"), WebpHeader::read),
    TIFF("tiff", b -> b.has(0, "II*\0") || b.has(0, "MM\0*"), TiffHeader::read);

    private static final int OLD_BMP_HEADER = 12;

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

    /** W3C PNG, 11.2.2: the first chunk is IHDR, with width and height first. */
    private static ImageHeader png(HeaderBytes bytes) {
        bytes.u8(32); // the end of IHDR with its checksum
        if (!bytes.has(12, "IHDR")) {
            throw new InvalidImageException("the png does not begin with an IHDR chunk");
        }
        return new ImageHeader("png", size(bytes.u32be(16)), size(bytes.u32be(20)));
    }

    /** GIF89a, 18: the logical screen, which every frame fits into. */
    private static ImageHeader gif(HeaderBytes bytes) {
        bytes.u8(12);
        return new ImageHeader("gif", bytes.u16le(6), bytes.u16le(8));
    }

    /** "BM" alone begins many texts; the reserved words that follow are zero in an image. */
    private static boolean isBmp(HeaderBytes bytes) {
        return bytes.has(0, "BM") && (bytes.length() < 10 && !bytes.looksLikeText() || bytes.has(6, "\0\0\0\0"));
    }

    /** BITMAPCOREHEADER or BITMAPINFOHEADER and later; a negative height means rows from top to bottom. */
    private static ImageHeader bmp(HeaderBytes bytes) {
        if (bytes.u32le(14) == OLD_BMP_HEADER) {
            return new ImageHeader("bmp", bytes.u16le(18), bytes.u16le(20));
        }
        return new ImageHeader("bmp", (int) bytes.u32le(18), Math.abs((int) bytes.u32le(22)));
    }

    /** A 32-bit size that Java's int can hold; larger ones are damaged files or bombs. */
    static int size(long value) {
        if (value > Integer.MAX_VALUE) {
            throw new InvalidImageException("the image's header names a side of " + value + " pixels");
        }
        return (int) value;
    }
}
