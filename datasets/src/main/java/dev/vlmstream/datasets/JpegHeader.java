package dev.vlmstream.datasets;

/** JPEG (ITU T.81, annex B): walks the marker segments to the frame header. */
final class JpegHeader {
    private static final int SOS = 0xda;
    private static final int EOI = 0xd9;

    private JpegHeader() {}

    static ImageHeader read(HeaderBytes bytes) {
        long at = 2;
        while (true) {
            if (bytes.u8(at) != 0xff) {
                throw new InvalidImageException("the jpeg has no marker at byte " + at + ", where one must stand");
            }
            int marker = bytes.u8(at + 1);
            if (marker == 0xff) { // a fill byte before the marker
                at++;
            } else if (isFrame(marker)) {
                return frame(bytes.u16be(at + 7), bytes.u16be(at + 5), bytes.u8(at + 9));
            } else if (marker == SOS || marker == EOI) {
                throw new InvalidImageException("the jpeg has no frame header before its data");
            } else {
                at += 2 + (standsAlone(marker) ? 0 : segmentLength(bytes, at));
            }
        }
    }

    /** Three components become RGB where they lie; others are copied. Each block of 64 pixels has one bit or more. */
    private static ImageHeader frame(int width, int height, int components) {
        long decoding = ImageHeader.times(components == 3 ? 3 : components + 3, width, height);
        return new ImageHeader("jpeg", width, height, decoding, (long) width * height / 64 / 8);
    }

    private static int segmentLength(HeaderBytes bytes, long at) {
        int length = bytes.u16be(at + 2);
        if (length < 2) {
            throw new InvalidImageException("the jpeg has a segment of length " + length + " at byte " + at);
        }
        return length;
    }

    /** SOF0 to SOF15 but for DHT, JPG and DAC, which lie among them. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** TEM, RST0 to RST7 and SOI have no length. */
    private static boolean standsAlone(int marker) {
        return marker == 0x01 || marker >= 0xd0 && marker <= 0xd8;
    }
}
