package dev.vlmstream.preprocessing.codec.jpeg;

import dev.vlmstream.preprocessing.codec.Source;
import dev.vlmstream.preprocessing.header.JpegHeader;
import java.io.IOException;

/**
 * What a JPEG file's markers say before its first scan.
 *
 * @param transformed whether the first three components are YCbCr and not RGB or CMY; libjpeg's guess where no marker
 *     says so
 */
record JpegSegments(JpegHeader header, boolean transformed) {
    private static final int START_OF_SCAN = 0xda;
    private static final int PROGRESSIVE = 0xc2;
    /** Encoders write about ten. */
    private static final int MOST_SCANS = 100;

    private static final int ADOBE = 0xee;
    private static final int JFIF = 0xe0;

    static JpegSegments read(Source source) throws IOException {
        JpegHeader header = JpegHeader.read(source.bytes());
        requireSupported(header);
        boolean jfif = false;
        int adobe = -1;
        int at = marker(source, 2);
        for (int marker = source.u8(at); marker != START_OF_SCAN; marker = source.u8(at)) {
            if (JpegHeader.standsAlone(marker)) {
                at = marker(source, at + 1);
                continue;
            }
            int length = source.u16be(at + 1);
            jfif |= marker == JFIF && source.has(at + 3, "JFIF\0");
            if (marker == ADOBE && length >= 14 && source.has(at + 3, "Adobe")) {
                adobe = source.u8(at + 14);
            }
            at = marker(source, at + 1 + length);
        }
        if (header.process() == PROGRESSIVE || source.u8(at + 3) < header.components()) {
            requireFewScans(source, at);
        }
        return of(source, header, jfif, adobe);
    }

    /** The place of the marker's code: after 0xff bytes, any number of them; other bytes are skipped, as libjpeg does. */
    private static int marker(Source source, int from) throws IOException {
        int at = from;
        while (source.u8(at) != 0xff) {
            at++;
        }
        while (source.u8(at) == 0xff) {
            at++;
        }
        return at;
    }

    /** Each scan of a few bytes makes libjpeg go over the whole picture again. */
    private static void requireFewScans(Source source, int first) throws IOException {
        byte[] bytes = source.bytes();
        int scans = 0;
        for (int at = first; at < bytes.length; at++) {
            if ((bytes[at] & 0xff) == START_OF_SCAN && (bytes[at - 1] & 0xff) == 0xff && ++scans > MOST_SCANS) {
                throw new IOException("more than " + MOST_SCANS + " scans: save it as a baseline JPEG");
            }
        }
    }

    private static void requireSupported(JpegHeader header) throws IOException {
        if (header.process() > PROGRESSIVE) {
            throw new IOException("lossless, hierarchical and arithmetic coding are not supported");
        }
        if (header.precision() != 8) {
            throw new IOException(header.precision() + " bits a sample; only 8 are supported");
        }
    }

    private static JpegSegments of(Source source, JpegHeader header, boolean jfif, int adobe) throws IOException {
        int components = header.components();
        if (components != 1 && components != 3 && components != 4) {
            throw new IOException(components + " colour components; only 1, 3 and 4 are supported");
        }
        boolean transformed =
                switch (components) {
                    case 3 -> jfif || (adobe >= 0 ? adobe != 0 : !namedRgb(source, header.at()));
                    case 4 -> adobe == 2;
                    default -> false;
                };
        return new JpegSegments(header, transformed);
    }

    private static boolean namedRgb(Source source, int frame) throws IOException {
        return source.u8(frame + 9) == 'R' && source.u8(frame + 12) == 'G' && source.u8(frame + 15) == 'B';
    }

    /** Pillow's name of the mode. */
    String mode() {
        int components = header.components();
        return components == 1 ? "L" : components == 3 ? "RGB" : "CMYK";
    }
}
