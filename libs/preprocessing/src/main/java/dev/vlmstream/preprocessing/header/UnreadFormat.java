package dev.vlmstream.preprocessing.header;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** Formats of images that are known by their first bytes, but not decoded: whoever has one is told what it is. */
enum UnreadFormat {
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
