package dev.vlmstream.inference.remote;

import dev.vlmstream.inference.remote.api.HttpReply;
import dev.vlmstream.inference.remote.api.Numbers;
import dev.vlmstream.inference.remote.api.StatusMeaning;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** Sends one request and waits for the whole reply, but not for longer than a time. Redirects are not followed. */
final class HttpSender {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            // Many servers take the offer of HTTP/2 that comes with a plain request for an error.
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            // Where a key goes was decided for this address alone.
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI address;
    private final Map<String, String> headers;

    HttpSender(URI address, Map<String, String> headers) {
        this.address = address;
        this.headers = Map.copyOf(headers);
    }

    /** What came of it: a reply, or what kept it away. */
    sealed interface Sent {
        record Replied(HttpReply reply) implements Sent {}

        /** No whole reply. */
        record Broken(String reason, Cause cause) implements Sent {}

        /** What kept a reply away. */
        enum Cause {
            /** The server did not get the request. */
            NOT_REACHED,
            /** The connection ended, and perhaps the server with it. It may have worked on the request. */
            LOST,
            /** It took too long, or was too long. */
            TOO_LONG
        }
    }

    /** @param own headers of this request alone */
    Sent send(byte[] body, Map<String, String> own, Duration limit) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        own.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> response = client.sendAsync(request.build(), info -> new LimitedBody());
        try {
            return new Sent.Replied(reply(response.get(limit.toNanos(), TimeUnit.NANOSECONDS)));
        } catch (TimeoutException e) {
            return new Sent.Broken(
                    "no whole reply within " + Numbers.plain(limit.toMillis() / 1e3)
                            + " s; a slower server needs a longer timeout_seconds and time_limit_seconds",
                    Sent.Cause.TOO_LONG);
        } catch (ExecutionException e) {
            return broken(e.getCause());
        } finally {
            response.cancel(true);
        }
    }

    /** Whether anything answers at the address, whatever it says; it is asked for nothing that costs. */
    boolean isThere(Duration limit) throws InterruptedException {
        CompletableFuture<HttpResponse<Void>> response = client.sendAsync(
                HttpRequest.newBuilder(address.resolve("/")).GET().build(), HttpResponse.BodyHandlers.discarding());
        try {
            int status = response.get(limit.toNanos(), TimeUnit.NANOSECONDS).statusCode();
            return StatusMeaning.of(status) != StatusMeaning.AWAY;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } finally {
            response.cancel(true);
        }
    }

    private static Sent broken(Throwable cause) {
        if (cause instanceof TooLongException) {
            return new Sent.Broken(cause.getMessage(), Sent.Cause.TOO_LONG);
        }
        boolean reached = !(cause instanceof ConnectException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof SSLHandshakeException
                || cause instanceof UnresolvedAddressException);
        String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return new Sent.Broken(
                "the connection failed (" + cause.getClass().getSimpleName() + message + ")",
                reached ? Sent.Cause.LOST : Sent.Cause.NOT_REACHED);
    }

    private static HttpReply reply(HttpResponse<byte[]> response) {
        Map<String, String> received = new TreeMap<>();
        response.headers().map().forEach((name, values) -> received.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new HttpReply(
                response.statusCode(), received, new String(response.body(), StandardCharsets.UTF_8), Instant.now());
    }

    private static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;

        TooLongException() {
            super("the reply is longer than " + LimitedBody.MOST + " bytes");
        }
    }

    /** A reply's bytes, up to a size that no answer has: a server gone wrong must not fill this process's memory. */
    private static final class LimitedBody implements BodySubscriber<byte[]> {
        private static final int MOST = 16 << 20;

        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (bytes.size() + buffer.remaining() > MOST) {
                    subscription.cancel();
                    body.completeExceptionally(new TooLongException());
                    return;
                }
                byte[] chunk = new byte[buffer.remaining()];
                buffer.get(chunk);
                bytes.writeBytes(chunk);
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
