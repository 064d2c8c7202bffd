package dev.vlmstream.streaming.images;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;

/** What a server sends as an image: as many bytes as it says, and no more than may be. */
final class ImageBody {
    private static final int OK = 200;

    private final long maxBytes;
    private final CompletableFuture<byte[]> whole;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** @param whole gets the bytes, or what is wrong */
    ImageBody(long maxBytes, CompletableFuture<byte[]> whole) {
        this.maxBytes = maxBytes;
        this.whole = whole;
    }

    void read(HttpClientResponse response) {
        if (response.statusCode() != OK) {
            refuse("answered " + response.statusCode()
                    + (response.statusCode() / 100 == 3 ? "; redirects are not followed" : ""));
            return;
        }
        response.exceptionHandler(whole::completeExceptionally);
        response.handler(this::add);
        response.endHandler(end -> whole.complete(bytes.toByteArray()));
    }

    private void add(Buffer chunk) {
        if (whole.isDone()) {
            return;
        }
        if (bytes.size() + (long) chunk.length() > maxBytes) {
            refuse("has more than the " + maxBytes + " bytes of vlmstream.images.max-bytes");
        } else {
            bytes.writeBytes(chunk.getBytes());
        }
    }

    private void refuse(String reason) {
        whole.completeExceptionally(new ImageAccessException(reason));
    }
}
