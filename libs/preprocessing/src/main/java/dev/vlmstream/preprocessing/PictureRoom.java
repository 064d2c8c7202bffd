package dev.vlmstream.preprocessing;

import dev.vlmstream.preprocessing.header.ImageHeader;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * The part of the heap that pictures have while they are decoded and resized. It is shared by all threads: who finds too
 * little left waits until another picture is done, so that large ones come one after the other and small ones side by side.
 */
public final class PictureRoom {
    private static final int PIECE = 1024;
    private static final int PIECES = pieces(ImageLimits.DEFAULT.pixels().room());
    private static final Semaphore FREE = new Semaphore(PIECES, true);

    /** Heap that a picture of a size takes beside what decoding it takes. */
    public interface Work {
        double bytes(int width, int height);
    }

    private PictureRoom() {}

    /**
     * Decodes a picture and makes something of it.
     *
     * @throws ImageException if it is no image, damaged, or above the limits; then no pixel was decoded
     */
    public static <T> T decode(byte[] encoded, String name, ImageLimits limits, Work work, Function<RgbImage, T> then) {
        ImageHeader header = limits.header(encoded, name);
        double bytes = header.decodingBytes() + work.bytes(header.width(), header.height());
        limits.checkHeap(header.width(), header.height(), (long) bytes, name);
        int taken = Math.min(PIECES, pieces((long) bytes));
        FREE.acquireUninterruptibly(taken);
        try {
            return then.apply(ImageDecoder.decode(encoded, name, header));
        } finally {
            FREE.release(taken);
        }
    }

    private static int pieces(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes / PIECE + 1);
    }
}
