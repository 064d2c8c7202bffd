package dev.vlmstream.streaming.images;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Images by http(s): from allowed hosts alone, from public addresses alone, without following redirects. A host is looked
 * up once a batch, and that address is connected to, so that a second answer of its name server cannot lead elsewhere; Java's own
 * client would look again. All of it runs on one event loop, which whatever of it is not safe for threads belongs to.
 */
final class HttpImages implements AutoCloseable {
    /** A name server that does not answer holds a thread up for longer than anybody waits. */
    private static final int LOOK_UPS = 16;

    private final AllowedHosts hosts;
    private final long maxBytes;
    private final Duration timeout;
    private final Duration batchTime;
    private final Function<String, InetAddress> lookUp;
    private final FetchBudget room;
    private @Nullable Vertx vertx;
    private @Nullable Context context;
    private @Nullable HttpClient client;

    /**
     * @param timeout for one image, from looking its host up to the last byte
     * @param batchTime for all images of a batch
     * @param room for what was fetched ahead, of all batches at once, in bytes
     * @param lookUp {@link PublicAddress#of}
     */
    HttpImages(
            AllowedHosts hosts,
            long maxBytes,
            Duration timeout,
            Duration batchTime,
            long room,
            Function<String, InetAddress> lookUp) {
        this.hosts = hosts;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.batchTime = batchTime;
        this.room = new FetchBudget(room);
        this.lookUp = lookUp;
    }

    HttpBatch batch() {
        return batch(batchTime);
    }

    /** @param time for all images of the batch, where that is less than any batch has */
    HttpBatch batch(Duration time) {
        return new HttpBatch(this, time.compareTo(batchTime) < 0 ? time : batchTime);
    }

    AllowedHosts hosts() {
        return hosts;
    }

    FetchBudget room() {
        return room;
    }

    HttpFetch fetch(URI uri) {
        return new HttpFetch(uri, maxBytes, timeout, room);
    }

    /** On the event loop. */
    void run(Runnable work) {
        context().runOnContext(now -> work.run());
    }

    Future<InetAddress> lookUp(String host) {
        return context().executeBlocking(() -> lookUp.apply(host), false);
    }

    Vertx vertx() {
        return context().owner();
    }

    /** Made when the first image is fetched: most installations fetch none. */
    private synchronized Context context() {
        if (context == null) {
            vertx = Vertx.vertx(new VertxOptions()
                    .setEventLoopPoolSize(1)
                    .setWorkerPoolSize(LOOK_UPS)
                    .setInternalBlockingPoolSize(1));
            context = vertx.getOrCreateContext();
            client = vertx.createHttpClient(new HttpClientOptions()
                    .setConnectTimeout((int) Math.min(Integer.MAX_VALUE, timeout.toMillis()))
                    .setMaxPoolSize(Short.MAX_VALUE)
                    .setForceSni(true));
        }
        return context;
    }

    synchronized HttpClient client() {
        return client;
    }

    @Override
    public synchronized void close() {
        if (vertx != null) {
            vertx.close();
        }
    }
}
