package dev.vlmstream.preprocessing.header;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What the first bytes of an image file say, without decoding a pixel: enough to refuse what is no image, and images
 * of absurd size, before anything is allocated for them. A sound header does not promise a sound image.
 *
 * @param width in pixels, as stored (no EXIF rotation)
 * @param height in pixels
 * @param decodingBytes heap that the project's decoders take for it at most, the picture as RGB included
 * @param leastBytes no file that holds all these pixels is shorter; 0 where the format sets no such bound
 */
public record ImageHeader(ImageFormat format, int width, int height, long decodingBytes, long leastBytes) {
    public ImageHeader {
        if (width < 1 || height < 1) {
            throw new InvalidImageException(format.id() + " header says " + width + " × " + height + " pixels");
        }
    }

    /** Of a format that takes this many bytes of heap for each pixel, and may hold any number of them in a few bytes. */
    static ImageHeader of(ImageFormat format, int width, int height, int decodingBytes) {
        return new ImageHeader(format, width, height, times(decodingBytes, width, height), 0);
    }

    /** The product, or more than there can be of anything where it is no long. */
    static long times(long... factors) {
        double product = 1;
        long exact = 1;
        for (long factor : factors) {
            product *= factor;
            exact *= factor;
        }
        return Math.abs(product) < Long.MAX_VALUE / 4.0 ? exact : Long.MAX_VALUE / 4;
    }

    /**
     * Reads the header.
     *
     * @param bytes the file, or its beginning: as much as the header takes
     * @throws InvalidImageException if it is no image of a known format, or the header is cut off or damaged; the
     *     message says which
     */
    public static ImageHeader probe(byte[] bytes) {
        HeaderBytes header = new HeaderBytes(bytes);
        for (ImageFormat format : ImageFormat.values()) {
            if (format.matches(header)) {
                return format.read(header);
            }
        }
        throw new InvalidImageException(refusal(header));
    }

    private static String refusal(HeaderBytes bytes) {
        if (bytes.length() == 0) {
            return "the image is empty (0 bytes)";
        }
        String known = Arrays.stream(ImageFormat.values()).map(ImageFormat::id).collect(Collectors.joining(", "));
        Optional<UnreadFormat> unread = UnreadFormat.of(bytes);
        if (unread.isPresent()) {
            return unread.get() + " is not read: convert it, as with magick mogrify -format jpg (known formats: "
                    + known + ")";
        }
        return (bytes.looksLikeHtml() ? "HTML" : bytes.looksLikeText() ? "text" : "data of an unknown format")
                + ", not an image (known formats: " + known + ")";
    }

    /** Formats of images that are known by their first bytes, but not decoded: whoever has one is told what it is. */
    private enum UnreadFormat {
        HEIC(b -> brand(b, "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1")),
        AVIF(b -> brand(b, "avif", "avis")),
        JPEG_XL(b -> b.has(0, "\u00ff\n") || b.has(0, "\0\0\0\fJXL \r\n")),
        JPEG_2000(b -> b.has(0, "\0\0\0\fjP  \r\n") || b.has(0, "\u00ffO\u00ffQ")),
        PAM(b -> b.has(0, "P7\n")),
        PFM(b -> b.has(0, "PF\n") || b.has(0, "Pf\n")),
        PHOTOSHOP(b -> b.has(0, "8BPS")),
        SVG(b -> b.has(0, "<svg"));

        private final Predicate<HeaderBytes> magic;

        UnreadFormat(Predicate<HeaderBytes> magic) {
            this.magic = magic;
        }

        static Optional<UnreadFormat> of(HeaderBytes bytes) {
            return Arrays.stream(values())
                    .filter(format -> format.magic.test(bytes))
                    .findFirst();
        }

        /** Of the container that video and pictures share. */
        private static boolean brand(HeaderBytes bytes, String... brands) {
            return bytes.has(4, "ftyp") && Arrays.stream(brands).anyMatch(brand -> bytes.has(8, brand));
        }

        @Override
        public String toString() {
            return name().replace('_', ' ');
        }
    }
}
