package dev.vlmstream.streaming.images;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
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
    private final FetchRoom room;
    private final Promise<byte[]> promise = Promise.promise();
    private final CompletableFuture<byte[]> result =
            promise.future().toCompletionStage().toCompletableFuture();
    private @Nullable Vertx vertx;
    private long left;
    private long since;
    private long timer;
    private boolean timedOut;

    HttpFetch(URI uri, long maxBytes, Duration timeout, FetchRoom room) {
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
}
