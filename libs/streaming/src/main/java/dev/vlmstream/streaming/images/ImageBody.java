package dev.vlmstream.streaming.images;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.io.ByteArrayOutputStream;

/** What a server sends as an image: as many bytes as it says, and no more than may be. */
final class ImageBody {
    private static final int OK = 200;

    private final long maxBytes;
    private final HttpFetch fetch;
    /** Less than nothing where the server does not say. */
    private long length = -1;

    private ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);

    /** @param fetch gets the bytes, or what is wrong */
    ImageBody(long maxBytes, HttpFetch fetch) {
        this.maxBytes = maxBytes;
        this.fetch = fetch;
    }

    /** Whether the answer's head says that there is nothing to be had. */
    boolean refuses(HttpClientResponse response) {
        String said = response.getHeader(HttpHeaders.CONTENT_LENGTH);
        length = said == null ? -1 : Long.parseLong(said);
        if (response.statusCode() != OK) {
            fetch.fail("answered " + response.statusCode()
                    + (response.statusCode() / 100 == 3 ? "; redirects are not followed" : ""));
            return true;
        }
        return length > maxBytes && tooLarge();
    }

    /** The most bytes that reading it takes. What grows has room for twice what is in it, and is copied in the end. */
    long room() {
        return length >= 0 ? 2 * length : 3 * maxBytes;
    }

    void read(HttpClientResponse response) {
        bytes = new ByteArrayOutputStream(Math.max(0, (int) length));
        response.exceptionHandler(fetch::fail);
        response.handler(this::add);
        response.endHandler(end -> fetch.complete(bytes.toByteArray()));
    }

    private void add(Buffer chunk) {
        if (fetch.end().isComplete()) {
            return;
        }
        if (bytes.size() + (long) chunk.length() > maxBytes) {
            tooLarge();
        } else {
            bytes.writeBytes(chunk.getBytes());
        }
    }

    private boolean tooLarge() {
        fetch.fail("has more than the " + maxBytes + " bytes of vlmstream.images.max-bytes");
        return true;
    }
}
