package dev.vlmstream.preprocessing.codec;

import dev.vlmstream.preprocessing.header.ImageHeader;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.EOFException;
import java.io.IOException;

/** An encoded image on its way through a decoder, with reading of its bytes that notices the end. */
public record EncodedBytes(byte[] bytes, ImageHeader header) {
    public int u8(int at) throws IOException {
        if (at < 0 || at >= bytes.length) {
            throw new EOFException("it ends at byte " + bytes.length);
        }
        return bytes[at] & 0xff;
    }

    public int u16be(int at) throws IOException {
        return u8(at) << 8 | u8(at + 1);
    }

    public int u16le(int at) throws IOException {
        return u8(at) | u8(at + 1) << 8;
    }

    public int i32be(int at) throws IOException {
        return u16be(at) << 16 | u16be(at + 2);
    }

    public int i32le(int at) throws IOException {
        return u16le(at) | u16le(at + 2) << 16;
    }

    /** Whether ASCII text stands at a place; false at the end of the file. */
    public boolean has(int at, String ascii) {
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
    public void checkSize(long width, long height) throws IOException {
        if (width < 1 || height < 1 || width > header.width() || height > header.height()) {
            throw new IOException("an image of " + width + " × " + height + " pixels, where its header says "
                    + header.width() + " × " + header.height());
        }
    }

    public RgbImage image(int width, int height, byte[] rgb, String mode) {
        return new RgbImage(width, height, rgb, mode, width, height);
    }
}
