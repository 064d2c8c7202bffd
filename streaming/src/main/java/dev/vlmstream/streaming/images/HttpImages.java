package dev.vlmstream.streaming.images;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Images by http(s): from allowed hosts alone, from public addresses alone, without following redirects. A host is looked
 * up once, and that address is connected to, so that a second answer of its name server cannot lead elsewhere; Java's own
 * client would look again.
 */
final class HttpImages implements AutoCloseable {
    private final AllowedHosts hosts;
    private final long maxBytes;
    private final Duration timeout;
    private final Function<String, InetAddress> lookUp;
    private @Nullable Vertx vertx;
    private @Nullable HttpClient client;

    /**
     * @param timeout from connecting to the last byte
     * @param lookUp {@link PublicAddress#of}
     */
    HttpImages(AllowedHosts hosts, long maxBytes, Duration timeout, Function<String, InetAddress> lookUp) {
        this.hosts = hosts;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.lookUp = lookUp;
    }

    byte[] get(URI uri) {
        requireAllowed(uri);
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        try {
            client().request(request(uri, lookUp.apply(uri.getHost())))
                    .onFailure(body::completeExceptionally)
                    .onSuccess(request -> send(request, body));
            return body.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ImageAccessException e) {
            throw new ImageAccessException(uri + ": " + e.getMessage());
        } catch (TimeoutException e) {
            throw new ImageAccessException(
                    uri + ": no whole answer within " + timeout.toMillis() / 1e3 + " s (vlmstream.images.timeout)");
        } catch (ExecutionException e) {
            String reason = e.getCause().getMessage();
            throw new ImageAccessException(
                    uri + ": " + (e.getCause() instanceof ImageAccessException ? reason : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageAccessException(uri + ": interrupted");
        } finally {
            body.cancel(false);
        }
    }

    private void requireAllowed(URI uri) {
        String whyNot = hosts.whyNot(uri);
        if (whyNot != null) {
            throw new ImageAccessException(uri + ": " + whyNot);
        }
    }

    /** Host and certificate are the name's, the connection is the address's. */
    private static RequestOptions request(URI uri, InetAddress address) {
        boolean tls = uri.getScheme().equalsIgnoreCase("https");
        int port = AllowedHosts.port(uri);
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(uri.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    private void send(HttpClientRequest request, CompletableFuture<byte[]> body) {
        if (body.isDone()) {
            request.reset();
            return;
        }
        body.whenComplete((bytes, failure) -> {
            if (failure != null) {
                request.reset();
            }
        });
        request.send()
                .onFailure(body::completeExceptionally)
                .onSuccess(response -> new ImageBody(maxBytes, body).read(response));
    }

    /** Made when the first image is fetched: most installations fetch none. */
    private synchronized HttpClient client() {
        if (client == null) {
            vertx = Vertx.vertx(new VertxOptions()
                    .setEventLoopPoolSize(1)
                    .setWorkerPoolSize(1)
                    .setInternalBlockingPoolSize(1));
            client = vertx.createHttpClient(new HttpClientOptions()
                    .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()))
                    .setMaxPoolSize(16)
                    .setForceSni(true));
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (vertx != null) {
            vertx.close();
        }
    }
}
