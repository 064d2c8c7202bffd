package dev.vlmstream.inference.image;

import java.io.IOException;

/**
 * What a JPEG file's markers say before its first scan.
 *
 * @param components 1 (grey), 3 or 4
 * @param transformed whether the first three components are YCbCr and not RGB or CMY; libjpeg's guess where no marker
 *     says so
 */
record JpegHeader(int width, int height, int components, boolean transformed) {
    private static final int START_OF_SCAN = 0xda;
    private static final int PROGRESSIVE = 0xc2;
    /** Encoders write about ten. */
    private static final int MOST_SCANS = 100;

    private static final int ADOBE = 0xee;
    private static final int JFIF = 0xe0;

    static JpegHeader read(Source source) throws IOException {
        boolean jfif = false;
        int adobe = -1;
        int frame = -1;
        int at = 2;
        while (true) {
            at = marker(source, at);
            int marker = source.u8(at);
            if (marker == START_OF_SCAN) {
                break;
            }
            if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd8) {
                at++;
                continue;
            }
            int length = source.u16be(at + 1);
            jfif |= marker == JFIF && source.has(at + 3, "JFIF\0");
            if (marker == ADOBE && length >= 14 && source.has(at + 3, "Adobe")) {
                adobe = source.u8(at + 14);
            }
            if (isFrame(marker)) {
                requireSupported(marker, source.u8(at + 3));
                frame = at;
            }
            at += 1 + length;
        }
        if (frame < 0) {
            throw new IOException("its first scan comes before its size");
        }
        boolean progressive = source.u8(frame) == PROGRESSIVE;
        if (progressive || source.u8(at + 3) < source.u8(frame + 8)) {
            requireFewScans(source, at);
        }
        return of(source, frame, jfif, adobe);
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

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static void requireSupported(int marker, int precision) throws IOException {
        if (marker > 0xc2) {
            throw new IOException("lossless, hierarchical and arithmetic coding are not supported");
        }
        if (precision != 8) {
            throw new IOException(precision + " bits a sample; only 8 are supported");
        }
    }

    private static JpegHeader of(Source source, int frame, boolean jfif, int adobe) throws IOException {
        int components = source.u8(frame + 8);
        if (components != 1 && components != 3 && components != 4) {
            throw new IOException(components + " colour components; only 1, 3 and 4 are supported");
        }
        boolean transformed =
                switch (components) {
                    case 3 -> jfif || (adobe >= 0 ? adobe != 0 : !namedRgb(source, frame));
                    case 4 -> adobe == 2;
                    default -> false;
                };
        return new JpegHeader(source.u16be(frame + 6), source.u16be(frame + 4), components, transformed);
    }

    private static boolean namedRgb(Source source, int frame) throws IOException {
        return source.u8(frame + 9) == 'R' && source.u8(frame + 12) == 'G' && source.u8(frame + 15) == 'B';
    }

    /** Pillow's name of the mode. */
    String mode() {
        return components == 1 ? "L" : components == 3 ? "RGB" : "CMYK";
    }
}
