package dev.vlmstream.preprocessing.header;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Windows' icons: of a file's pictures the one that Pillow takes, which is the largest, and among those of one size the one
 * whose entry names the fewest bits.
 *
 * @param at where the picture begins
 * @param length of the picture, in bytes
 * @param bitmap of a picture that is a BMP without its file header; null for a PNG. It counts the mask's rows, too.
 */
public record IcoHeader(int at, int length, @Nullable BmpHeader bitmap, ImageHeader image) {
    /** Of a BMP file, before the header that icons have as well. */
    public static final int FILE_HEADER = 14;

    private static final int DIRECTORY = 6;
    private static final int ENTRY = 16;
    /** As much of a picture as its header takes. */
    private static final int PICTURE_HEADER = 64;

    /** @throws InvalidImageException if the file is cut off before that picture's header's end, or names no picture */
    public static IcoHeader read(byte[] file) {
        return read(new HeaderBytes(file));
    }

    static IcoHeader read(HeaderBytes bytes) {
        long entry = entry(bytes);
        long length = bytes.u32le(entry + 8);
        long at = bytes.u32le(entry + 12);
        if (at + length > Integer.MAX_VALUE) {
            throw new InvalidImageException("the ico's picture is said to lie at byte " + at);
        }
        bytes.u8(at);
        int begin = (int) at;
        byte[] start = Arrays.copyOfRange(bytes.bytes(), begin, Math.min(bytes.length(), begin + PICTURE_HEADER));
        HeaderBytes picture = new HeaderBytes(start);
        if (ImageFormat.PNG.matches(picture)) {
            return of(begin, (int) length, null, PngHeader.read(picture).image());
        }
        BmpHeader bitmap = BmpHeader.read(asFile(start));
        BmpHeader upper =
                new BmpHeader(bitmap.length(), bitmap.width(), bitmap.rows() / 2, bitmap.depth(), bitmap.compression());
        return of(begin, (int) length, upper, upper.image());
    }

    private static IcoHeader of(int at, int length, @Nullable BmpHeader bitmap, ImageHeader picture) {
        // the picture's bytes are copied
        long decoding = picture.decodingBytes() + length;
        long least = at + Math.max(length, picture.leastBytes());
        ImageHeader image = new ImageHeader(ImageFormat.ICO, picture.width(), picture.height(), decoding, least);
        return new IcoHeader(at, length, bitmap, image);
    }

    /** With room for the file header that an icon's bitmap lacks. */
    public static byte[] asFile(byte[] bitmap) {
        byte[] file = new byte[FILE_HEADER + bitmap.length];
        System.arraycopy(bitmap, 0, file, FILE_HEADER, bitmap.length);
        return file;
    }

    private static long entry(HeaderBytes bytes) {
        int entries = bytes.u16le(4);
        long best = -1;
        for (int i = 0; i < entries; i++) {
            long entry = DIRECTORY + (long) i * ENTRY;
            if (best < 0
                    || area(bytes, entry) > area(bytes, best)
                    || area(bytes, entry) == area(bytes, best) && bits(bytes, entry) < bits(bytes, best)) {
                best = entry;
            }
        }
        if (best < 0) {
            throw new InvalidImageException("the ico holds no picture");
        }
        return best;
    }

    private static int area(HeaderBytes bytes, long entry) {
        return side(bytes.u8(entry)) * side(bytes.u8(entry + 1));
    }

    private static int side(int stored) {
        return stored == 0 ? 256 : stored;
    }

    /** Of a pixel, as the entry says, or else its number of colours. */
    private static int bits(HeaderBytes bytes, long entry) {
        int bits = bytes.u16le(entry + 6);
        int colours = bytes.u8(entry + 2);
        return bits > 0 ? bits : colours > 1 ? Integer.SIZE - Integer.numberOfLeadingZeros(colours - 1) : 256;
    }
}
