package dev.vlmstream.preprocessing.header;

/** GIF89a: the logical screen (18), or more where the first frame (20) reaches beyond it, as decoders have it. */
final class GifHeader {
    private static final int HEADER = 13;

    private GifHeader() {}

    static ImageHeader read(HeaderBytes bytes) {
        bytes.u8(HEADER - 1);
        int width = bytes.u16le(6);
        int height = bytes.u16le(8);
        long frame = firstFrame(bytes);
        if (frame >= 0 && frame + 8 < bytes.length()) {
            width = Math.max(width, bytes.u16le(frame) + bytes.u16le(frame + 4));
            height = Math.max(height, bytes.u16le(frame + 2) + bytes.u16le(frame + 6));
        }
        return ImageHeader.of(ImageFormat.GIF, width, height, 4);
    }

    /** Behind the comma that begins it; negative where there is none, or none among these bytes. */
    private static long firstFrame(HeaderBytes bytes) {
        int flags = bytes.u8(10);
        long at = HEADER + ((flags & 0x80) != 0 ? 3L << (flags & 7) + 1 : 0);
        while (at < bytes.length() && bytes.u8(at) != ';') {
            if (bytes.u8(at) == ',') {
                return at + 1;
            }
            at = bytes.u8(at) == '!' ? afterBlocks(bytes, at + 2) : at + 1;
        }
        return -1;
    }

    private static long afterBlocks(HeaderBytes bytes, long from) {
        long at = from;
        while (at < bytes.length() && bytes.u8(at) != 0) {
            at += 1 + bytes.u8(at);
        }
        return at + 1;
    }
}
