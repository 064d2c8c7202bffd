package dev.vlmstream.inference.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.datasets.ImageHeader;
import dev.vlmstream.datasets.InvalidImageException;
import dev.vlmstream.datasets.PixelLimit;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Any bytes are an image as large as their header says, or refused; refused headers are never decoded. */
class ImageFuzzTest {
    private static final ImageLimits LIMITS = new ImageLimits(new PixelLimit(1 << 16, 48L << 20), 1 << 16);

    @FuzzTest
    void header(byte[] input) {
        accepted(input);
    }

    @FuzzTest
    void decode(byte[] input) {
        byte[] file = withChecksums(input);
        ImageHeader header = accepted(file);
        RgbImage image;
        try {
            image = ImageDecoder.decode(file, "fuzzed", LIMITS);
        } catch (ImageException e) {
            return;
        }
        if (header == null) {
            throw new AssertionError("decoded, although its header was refused");
        }
        if (image.width() != header.width() || image.height() != header.height()) {
            throw new AssertionError(header + " became " + image);
        }
    }

    /** The header, or null if it is refused. */
    private static ImageHeader accepted(byte[] file) {
        try {
            ImageHeader header = ImageHeader.probe(file);
            LIMITS.pixels().check(header, file.length);
            return header;
        } catch (InvalidImageException e) {
            return null;
        }
    }

    /** Of a PNG, whose checksums would keep the search at its door, with right ones. */
    private static byte[] withChecksums(byte[] input) {
        byte[] file = input.clone();
        ByteBuffer bytes = ByteBuffer.wrap(file);
        if (file.length < 8 || bytes.getLong(0) != 0x89504e470d0a1a0aL) {
            return file;
        }
        for (long at = 8; at + 12 <= file.length; ) {
            long length = Integer.toUnsignedLong(bytes.getInt((int) at));
            if (at + 12 + length > file.length) {
                break;
            }
            CRC32 crc = new CRC32();
            crc.update(file, (int) at + 4, (int) length + 4);
            bytes.putInt((int) (at + 8 + length), (int) crc.getValue());
            at += 12 + length;
        }
        return file;
    }
}
