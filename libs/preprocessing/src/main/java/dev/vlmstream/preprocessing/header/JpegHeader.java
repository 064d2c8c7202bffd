package dev.vlmstream.preprocessing.header;

/**
 * JPEG (ITU T.81, annex B): its frame header, to which the marker segments are walked.
 *
 * @param at where the frame's marker code stands, behind its 0xff
 * @param process that code: 0xc0 baseline, 0xc1 extended, 0xc2 progressive, …
 * @param precision bits of a sample
 */
public record JpegHeader(int at, int process, int precision, int width, int height, int components) {
    private static final int SOS = 0xda;
    private static final int EOI = 0xd9;

    /** @throws InvalidImageException if the file is cut off or damaged before its frame header's end */
    public static JpegHeader read(byte[] file) {
        return read(new HeaderBytes(file));
    }

    static JpegHeader read(HeaderBytes bytes) {
        long at = 2;
        while (true) {
            if (bytes.u8(at) != 0xff) {
                throw new InvalidImageException("the jpeg has no marker at byte " + at + ", where one must stand");
            }
            int marker = bytes.u8(at + 1);
            if (marker == 0xff) { // a fill byte before the marker
                at++;
            } else if (isFrame(marker)) {
                return frame(bytes, (int) at + 1);
            } else if (marker == SOS || marker == EOI) {
                throw new InvalidImageException("the jpeg has no frame header before its data");
            } else {
                at += 2 + (standsAlone(marker) ? 0 : segmentLength(bytes, at));
            }
        }
    }

    private static JpegHeader frame(HeaderBytes bytes, int at) {
        int width = bytes.u16be(at + 6);
        int height = bytes.u16be(at + 4);
        return new JpegHeader(at, bytes.u8(at), bytes.u8(at + 3), width, height, bytes.u8(at + 8));
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
    public static boolean standsAlone(int marker) {
        return marker == 0x01 || marker >= 0xd0 && marker <= 0xd8;
    }

    /** Three components become RGB where they lie; others are copied. Each block of 64 pixels has one bit or more. */
    ImageHeader image() {
        long decoding = ImageHeader.times(components == 3 ? 3 : components + 3, width, height);
        return new ImageHeader(ImageFormat.JPEG, width, height, decoding, (long) width * height / 64 / 8);
    }
}
