package dev.vlmstream.streaming.images;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One address that is fetched, from looking its host up to the last byte. Belongs to the event loop, but for its result. */
final class HttpFetch {
    private final URI uri;
    private final long maxBytes;
    private final Duration timeout;
    private final FetchBudget room;
    private final Promise<byte[]> promise = Promise.promise();
    private final CompletableFuture<byte[]> result =
            promise.future().toCompletionStage().toCompletableFuture();
    private @Nullable Vertx vertx;
    private long left;
    private long since;
    private long timer;
    private boolean timedOut;

    HttpFetch(URI uri, long maxBytes, Duration timeout, FetchBudget room) {
        this.uri = uri;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.room = room;
    }

    /** For other threads; fails with an {@link ImageAccessException} alone. */
    CompletableFuture<byte[]> result() {
        return result;
    }

    /** For the event loop, which is told on itself; a future's callbacks may run on the thread that waits for it. */
    Future<byte[]> end() {
        return promise.future();
    }

    String host() {
        return uri.getHost();
    }

    boolean timedOut() {
        return timedOut;
    }

    /** @param address looked up before or meanwhile: what comes of it is connected to */
    void start(Vertx loop, HttpClient client, Future<InetAddress> address) {
        vertx = loop;
        left = timeout.toNanos();
        runClock();
        end().onComplete(ended -> stopClock());
        address.compose(to -> client.request(request(to)))
                .compose(this::send)
                .onSuccess(this::receive)
                .onFailure(this::fail);
    }

    /** Host and certificate are the name's, the connection is the address's. */
    private RequestOptions request(InetAddress address) {
        int port = AllowedHosts.port(uri);
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(uri.getScheme().equalsIgnoreCase("https"))
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    private Future<HttpClientResponse> send(HttpClientRequest request) {
        request.exceptionHandler(this::fail);
        end().onFailure(failure -> request.reset());
        return end().isComplete() ? Future.failedFuture("too late") : request.send();
    }

    /** The wait for room is not the host's: meanwhile the clock stands. */
    private void receive(HttpClientResponse response) {
        ImageBody body = new ImageBody(maxBytes, this);
        if (body.refuses(response)) {
            return;
        }
        response.pause();
        stopClock();
        room.take(this, body.room(), () -> {
            runClock();
            body.read(response);
            response.resume();
        });
    }

    void complete(byte[] bytes) {
        room.shrink(this, bytes.length);
        promise.tryComplete(bytes);
    }

    void fail(Throwable cause) {
        fail(cause instanceof ImageAccessException ? cause.getMessage() : cause.toString());
    }

    void fail(String reason) {
        if (promise.tryFail(new ImageAccessException(uri + ": " + reason))) {
            room.give(this);
        }
    }

    /** Its image is taken over, or not wanted any more. */
    void drop() {
        promise.tryFail(new ImageAccessException(uri + ": not wanted any more"));
        room.give(this);
    }

    private void runClock() {
        since = System.nanoTime();
        timer = vertx.setTimer(Math.max(1, left / 1_000_000), id -> {
            timedOut = true;
            fail("no whole answer within " + seconds(timeout) + " s (vlmstream.images.timeout)");
        });
    }

    private void stopClock() {
        vertx.cancelTimer(timer);
        left -= System.nanoTime() - since;
    }

    static String seconds(Duration duration) {
        return String.valueOf(duration.toMillis() / 1e3);
    }

    /** What a server sends as an image: as many bytes as it says, and no more than may be. */
    private static final class ImageBody {
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
}
