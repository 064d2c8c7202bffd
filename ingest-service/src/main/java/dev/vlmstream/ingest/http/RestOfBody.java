package dev.vlmstream.ingest.http;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * What of a body nobody wants any more. Many clients look for the answer only when they have sent all, and find a connection that was
 * closed instead; so some of the rest is read. Of one that has much more they see that it was cut off.
 */
final class RestOfBody {
    private static final long MOST_BYTES = 64L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** For a piece that is not there yet. */
    private static final int PAUSES = 50;

    private static final int PAUSE_MILLIS = 10;

    private RestOfBody() {}

    static void skip(InputStream body) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        byte[] piece = new byte[1 << 16];
        long skipped = 0;
        int paused = 0;
        try {
            while (skipped < MOST_BYTES && paused < PAUSES && System.nanoTime() < until) {
                if (body.available() == 0) {
                    Thread.sleep(PAUSE_MILLIS);
                    paused++;
                    continue;
                }
                int count = body.read(piece);
                if (count < 0) {
                    return;
                }
                skipped += count;
                paused = 0;
            }
        } catch (IOException e) {
            // Whoever has gone does not wait for an answer.
        }
    }
}
