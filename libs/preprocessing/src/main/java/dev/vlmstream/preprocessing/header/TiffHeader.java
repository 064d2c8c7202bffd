package dev.vlmstream.preprocessing.header;

/**
 * TIFF 6.0: ImageWidth, ImageLength and SamplesPerPixel in the first directory, in either byte order.
 *
 * @param samples of a pixel
 */
public record TiffHeader(int width, int height, long samples) {
    private static final int IMAGE_WIDTH = 256;
    private static final int IMAGE_LENGTH = 257;
    private static final int SAMPLES = 277;
    private static final int ENTRY = 12;
    private static final int SHORT = 3;
    private static final int LONG = 4;

    /** @throws InvalidImageException if the file is cut off within its first directory, or gives sizes of another type */
    public static TiffHeader read(byte[] file) {
        return read(new HeaderBytes(file));
    }

    static TiffHeader read(HeaderBytes bytes) {
        return new Directory(bytes, bytes.has(0, "II")).header();
    }

    ImageHeader image() {
        // a strip may be the whole picture: its samples, the same in their place, and RGB
        long decoding = ImageHeader.times(2 * samples + 3, width, height);
        return new ImageHeader(ImageFormat.TIFF, width, height, decoding, 0);
    }

    private record Directory(HeaderBytes bytes, boolean littleEndian) {
        TiffHeader header() {
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
            return new TiffHeader(ImageFormat.size(width), ImageFormat.size(height), samples);
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
}
