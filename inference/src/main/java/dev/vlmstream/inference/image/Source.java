package dev.vlmstream.inference.image;

import dev.vlmstream.datasets.ImageHeader;
import java.io.EOFException;
import java.io.IOException;

/** An encoded image on its way through a decoder, with reading of its bytes that notices the end. */
record Source(byte[] bytes, String name, ImageHeader header) {
    int u8(int at) throws IOException {
        if (at < 0 || at >= bytes.length) {
            throw new EOFException("it ends at byte " + bytes.length);
        }
        return bytes[at] & 0xff;
    }

    int u16be(int at) throws IOException {
        return u8(at) << 8 | u8(at + 1);
    }

    int u16le(int at) throws IOException {
        return u8(at) | u8(at + 1) << 8;
    }

    int i32be(int at) throws IOException {
        return u16be(at) << 16 | u16be(at + 2);
    }

    int i32le(int at) throws IOException {
        return u16le(at) | u16le(at + 2) << 16;
    }

    /** Whether ASCII text stands at a place; false at the end of the file. */
    boolean has(int at, String ascii) {
        if (at < 0 || at + ascii.length() > bytes.length) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if ((bytes[at + i] & 0xff) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Refuses a size above the header's, which is within the limits; to be asked before any pixel is decoded. */
    void checkSize(long width, long height) throws IOException {
        if (width < 1 || height < 1 || width > header.width() || height > header.height()) {
            throw new IOException("an image of " + width + " × " + height + " pixels, where its header says "
                    + header.width() + " × " + header.height());
        }
    }

    /** Memory for an image of a size that was checked. */
    static byte[] rgb(int width, int height) {
        return new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    }

    RgbImage image(int width, int height, byte[] rgb, String mode) {
        return new RgbImage(width, height, rgb, mode, width, height);
    }
}
