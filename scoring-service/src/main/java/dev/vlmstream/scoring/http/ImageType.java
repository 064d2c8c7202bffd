package dev.vlmstream.scoring.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An image's media type, by its first bytes; what no browser shows as an image is never served as one. */
final class ImageType {
    private ImageType() {}

    static String of(byte[] bytes) {
        if (startsWith(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (startsWith(bytes, 0, "\u0089PNG")) {
            return "image/png";
        }
        if (startsWith(bytes, 0, "GIF8")) {
            return "image/gif";
        }
        if (startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP")) {
            return "image/webp";
        }
        if (startsWith(bytes, 0, "BM")) {
            return "image/bmp";
        }
        if (startsWith(bytes, 0, "\0\0\1\0")) {
            return "image/x-icon";
        }
        return "application/octet-stream";
    }

    private static boolean startsWith(byte[] bytes, int at, String magic) {
        int end = at + magic.length();
        return bytes.length >= end
                && Arrays.equals(bytes, at, end, magic.getBytes(StandardCharsets.ISO_8859_1), 0, magic.length());
    }
}
