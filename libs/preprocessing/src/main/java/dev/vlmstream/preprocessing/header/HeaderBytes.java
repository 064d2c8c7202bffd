package dev.vlmstream.preprocessing.header;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Bounds-checked reading of an image file's first bytes. Offsets are long, because files may name absurd ones. */
record HeaderBytes(byte[] bytes) {
    private static final int SNIFFED = 512;

    int length() {
        return bytes.length;
    }

    int u8(long at) {
        if (at < 0 || at >= bytes.length) {
            throw new InvalidImageException(
                    "the image's header is cut off: byte " + at + " is needed, there are " + bytes.length);
        }
        return bytes[(int) at] & 0xff;
    }

    int u16be(long at) {
        return u8(at) << 8 | u8(at + 1);
    }

    int u16le(long at) {
        return u8(at) | u8(at + 1) << 8;
    }

    int u24le(long at) {
        return u16le(at) | u8(at + 2) << 16;
    }

    long u32be(long at) {
        return (long) u16be(at) << 16 | u16be(at + 2);
    }

    long u32le(long at) {
        return u16le(at) | (long) u16le(at + 2) << 16;
    }

    /** Whether the Latin-1 text stands there. */
    boolean has(int at, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
        return at + wanted.length <= bytes.length
                && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
    }

    boolean looksLikeHtml() {
        String start = beginning().strip().toLowerCase(Locale.ROOT);
        return start.startsWith("<!doctype html") || start.startsWith("<html") || start.contains("<html");
    }

    boolean looksLikeText() {
        return beginning().chars().noneMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t');
    }

    private String beginning() {
        return new String(bytes, 0, Math.min(SNIFFED, bytes.length), StandardCharsets.ISO_8859_1);
    }
}
