package dev.vlmstream.datasets;

/** TIFF 6.0: ImageWidth, ImageLength and SamplesPerPixel in the first directory, in either byte order. */
final class TiffHeader {
    private static final int IMAGE_WIDTH = 256;
    private static final int IMAGE_LENGTH = 257;
    private static final int SAMPLES = 277;
    private static final int ENTRY = 12;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    private final HeaderBytes bytes;
    private final boolean littleEndian;

    private TiffHeader(HeaderBytes bytes) {
        this.bytes = bytes;
        this.littleEndian = bytes.has(0, "II");
    }

    static ImageHeader read(HeaderBytes bytes) {
        return new TiffHeader(bytes).directory();
    }

    private ImageHeader directory() {
        long start = u32(4);
        int entries = u16(start);
        long width = 0;
        long height = 0;
        long samples = 1;
        for (int i = 0; i < entries; i++) {
            long entry = start + 2 + (long) i * ENTRY;
            int tag = u16(entry);
            if (tag == IMAGE_WIDTH) {
                width = value(entry);
            } else if (tag == IMAGE_LENGTH) {
                height = value(entry);
            } else if (tag == SAMPLES) {
                samples = value(entry);
            }
        }
        // a strip may be the whole picture: its samples, the same in their place, and RGB
        long decoding = ImageHeader.times(2 * samples + 3, width, height);
        return new ImageHeader("tiff", HeaderFormat.size(width), HeaderFormat.size(height), decoding, 0);
    }

    private long value(long entry) {
        int type = u16(entry + 2);
        return switch (type) {
            case SHORT -> u16(entry + 8);
            case LONG -> u32(entry + 8);
            default -> throw new InvalidImageException("the tiff gives a size as type " + type);
        };
    }

    private int u16(long at) {
        return littleEndian ? bytes.u16le(at) : bytes.u16be(at);
    }

    private long u32(long at) {
        return littleEndian ? bytes.u32le(at) : bytes.u32be(at);
    }
}
