package dev.vlmstream.preprocessing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vlmstream.preprocessing.header.ImageHeader;
import dev.vlmstream.preprocessing.header.InvalidImageException;
import dev.vlmstream.preprocessing.header.PixelLimit;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are an image as large as their header says, or refused; refused headers are never decoded. */
class ImageFuzzTest {
    private static final ImageLimits LIMITS = new ImageLimits(new PixelLimit(1 << 16, 48L << 20), 1 << 16);

    static Stream<Arguments> headers() {
        return Stream.of(
                        "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\2\0\0\0\0\0\0\0",
                        "\u00ff\u00d8\u00ff\u00e0\0\4ab\u00ff\u00c0\0\21\10\0\1\0\1\3",
                        "GIF89a\1\0\1\0\0\0\0",
                        "BM\0\0\0\0\0\0\0\0\0\0\0\0\50\0\0\0\1\0\0\0\1\0\0\0",
                        "RIFF\0\0\0\0WEBPVP8X\12\0\0\0\0\0\0\0\0\0\0\0\0\0",
                        "II*\0\10\0\0\0\2\0\0\1\3\0\1\0\0\0\1\0\0\0\1\1\3\0\1\0\0\0\1\0\0\0",
                        "P6\n#c\n1 1\n255\n",
                        "P1 1 1 0",
                        "\0\0\12\0\0\0\0\0\0\0\0\0\1\0\1\0\30\0",
                        "\0\0\1\0\1\0\1\1\0\0\1\0\40\0\60\0\0\0\26\0\0\0\50\0\0\0\1\0\0\0\2\0\0\0\1\0\40\0\0\0\0\0")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @MethodSource("headers")
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
