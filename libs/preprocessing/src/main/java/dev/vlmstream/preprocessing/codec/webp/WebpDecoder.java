package dev.vlmstream.preprocessing.codec.webp;

import dev.vlmstream.preprocessing.codec.EncodedBytes;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** WebP, lossy and lossless; of an animation the first frame, on its canvas. Alpha is dropped. */
public final class WebpDecoder {
    private static final int FIRST_CHUNK = 12;
    private static final int ALPHA = 0x10;

    private WebpDecoder() {}

    public static RgbImage decode(EncodedBytes source) throws IOException {
        int end = 8 + length(source, 4, source.bytes().length);
        if (source.has(FIRST_CHUNK, "VP8X")) {
            return extended(source, end);
        }
        RgbImage image = frame(source, FIRST_CHUNK, end);
        if (image == null) {
            throw new IOException("its first chunk is no image");
        }
        return image;
    }

    private static RgbImage extended(EncodedBytes source, int end) throws IOException {
        int data = FIRST_CHUNK + 8;
        int width = source.header().width();
        int height = source.header().height();
        String mode = (source.u8(data) & ALPHA) != 0 ? "RGBA" : "RGB";
        for (int at = next(source, FIRST_CHUNK, end); at < end; at = next(source, at, end)) {
            if (source.has(at, "ANMF")) {
                RgbImage image = firstFrame(source, at + 24, at + 8 + length(source, at + 4, end));
                int left = 2 * u24(source, at + 8);
                int top = 2 * u24(source, at + 11);
                return source.image(width, height, onCanvas(image, left, top, width, height), mode);
            }
            RgbImage image = frame(source, at, end);
            if (image != null) {
                requireWhole(image, width, height);
                return source.image(width, height, image.rgb(), mode);
            }
        }
        throw new EOFException("it ends before its image");
    }

    private static void requireWhole(RgbImage image, int width, int height) throws IOException {
        if (image.width() != width || image.height() != height) {
            throw new IOException("its image is not as large as its canvas");
        }
    }

    private static RgbImage firstFrame(EncodedBytes source, int from, int end) throws IOException {
        for (int at = from; at < end; at = next(source, at, end)) {
            RgbImage image = frame(source, at, end);
            if (image != null) {
                return image;
            }
        }
        throw new IOException("its first frame has no image");
    }

    private static @Nullable RgbImage frame(EncodedBytes source, int at, int end) throws IOException {
        if (source.has(at, "VP8 ")) {
            return Vp8Frame.decode(source, at + 8, length(source, at + 4, end));
        }
        if (source.has(at, "VP8L")) {
            return Vp8lImage.decode(source, at + 8, length(source, at + 4, end));
        }
        return null;
    }

    private static byte[] onCanvas(RgbImage image, int left, int top, int width, int height) throws IOException {
        if (left + image.width() > width || top + image.height() > height) {
            throw new IOException("its first frame reaches beyond its canvas");
        }
        byte[] canvas = RgbImage.bytes(width, height);
        for (int y = 0; y < image.height(); y++) {
            int out = 3 * ((top + y) * width + left);
            System.arraycopy(image.rgb(), 3 * y * image.width(), canvas, out, 3 * image.width());
        }
        return canvas;
    }

    /** A chunk's length, which has to lie within what holds the chunk. */
    private static int length(EncodedBytes source, int at, int end) throws IOException {
        int length = source.i32le(at);
        if (length < 0 || at + 4 + (long) length > end) {
            throw new EOFException("a chunk of " + Integer.toUnsignedString(length) + " bytes reaches beyond its end");
        }
        return length;
    }

    private static int next(EncodedBytes source, int at, int end) throws IOException {
        int length = length(source, at + 4, end);
        return at + 8 + length + (length & 1);
    }

    private static int u24(EncodedBytes source, int at) throws IOException {
        return source.u16le(at) | source.u8(at + 2) << 16;
    }
}
