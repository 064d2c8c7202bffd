package dev.vlmstream.streaming.images;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The http(s) addresses of one batch, fetched side by side, each once: up to 16, of them up to 8 from one host. A host that times out twice
 * is given up for the rest of the batch, and all end within the batch's time, after which no host is asked for more: a slow host costs its
 * own images alone. Whoever began it takes what came, in the order in which it was announced where memory is to stay small, and closes it.
 */
public final class HttpBatch implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final int OF_ONE_HOST = 8;
    private static final int MOST_TIME_OUTS = 2;

    private final HttpImages http;
    private final Duration time;
    private final Map<URI, Wanted> wanted = new HashMap<>();
    private long began;

    /** From here on of the event loop. */
    private final List<HttpFetch> waiting = new ArrayList<>();

    private final Set<HttpFetch> unfinished = new LinkedHashSet<>();
    private final Map<String, Host> hosts = new HashMap<>();
    private int running;

    /** @param time for all of them */
    HttpBatch(HttpImages http, Duration time) {
        this.http = http;
        this.time = time;
    }

    /** A fetch, and how often its image is still asked for. */
    private static final class Wanted {
        private final HttpFetch fetch;
        private int times;

        Wanted(HttpFetch fetch) {
            this.fetch = fetch;
        }
    }

    private static final class Host {
        private final Future<InetAddress> address;
        private int running;
        private int timeOuts;

        Host(Future<InetAddress> address) {
            this.address = address;
        }
    }

    /** Begins to fetch what will be asked for, an address as often as it is named. */
    void prefetch(Collection<URI> addresses) {
        addresses.stream().filter(http.hosts()::allow).forEach(address -> want(address).times++);
    }

    private Wanted want(URI address) {
        if (began == 0) {
            began = System.nanoTime();
        }
        return wanted.computeIfAbsent(address, uri -> {
            HttpFetch fetch = http.fetch(uri);
            http.run(() -> add(fetch));
            return new Wanted(fetch);
        });
    }

    /**
     * @throws LateImageException if it is not here within the batch's time
     * @throws ImageAccessException saying what is wrong with the address
     */
    byte[] get(URI address) {
        String whyNot = http.hosts().whyNot(address);
        if (whyNot != null) {
            throw new ImageAccessException(address + ": " + whyNot);
        }
        Wanted asked = want(address);
        http.run(() -> hurry(asked.fetch));
        try {
            return asked.fetch.result().get(nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new ImageAccessException(e.getCause().getMessage());
        } catch (TimeoutException e) {
            throw new LateImageException(address + ": not here within the " + HttpFetch.seconds(time)
                    + " s that a batch's images have together (half of vlmstream.max-batch-age)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageAccessException(address + ": interrupted");
        } finally {
            if (--asked.times <= 0) {
                wanted.remove(address);
                http.run(asked.fetch::drop);
            }
        }
    }

    private long nanosLeft() {
        return began + time.toNanos() - System.nanoTime();
    }

    private void add(HttpFetch fetch) {
        if (host(fetch).timeOuts >= MOST_TIME_OUTS) {
            giveUp(fetch);
            return;
        }
        unfinished.add(fetch);
        waiting.add(fetch);
        startNext();
    }

    private void startNext() {
        Optional<HttpFetch> next = next();
        while (next.isPresent()) {
            start(next.get());
            next = next();
        }
    }

    private Optional<HttpFetch> next() {
        return running >= AT_ONCE || nanosLeft() <= 0
                ? Optional.empty()
                : waiting.stream()
                        .filter(fetch -> host(fetch).running < OF_ONE_HOST)
                        .findFirst();
    }

    /** What is waited for waits for nobody: those before it may be ones that nobody takes. */
    private void hurry(HttpFetch fetch) {
        if (waiting.contains(fetch) && nanosLeft() > 0) {
            start(fetch);
        }
        if (unfinished.contains(fetch)) {
            http.room().hurry(fetch);
        }
    }

    private Host host(HttpFetch fetch) {
        return hosts.computeIfAbsent(fetch.host().toLowerCase(Locale.ROOT), name -> new Host(http.lookUp(name)));
    }

    private void start(HttpFetch fetch) {
        waiting.remove(fetch);
        Host host = host(fetch);
        running++;
        host.running++;
        fetch.start(http.vertx(), http.client(), host.address);
        fetch.end().onComplete(ended -> {
            unfinished.remove(fetch);
            running--;
            host.running--;
            if (fetch.timedOut() && ++host.timeOuts == MOST_TIME_OUTS) {
                giveUp(host);
            }
            startNext();
        });
    }

    private void giveUp(Host host) {
        List<HttpFetch> its =
                unfinished.stream().filter(fetch -> host(fetch) == host).toList();
        its.forEach(waiting::remove);
        its.forEach(unfinished::remove);
        its.forEach(HttpBatch::giveUp);
    }

    private static void giveUp(HttpFetch fetch) {
        fetch.fail(fetch.host() + " timed out twice: given up for this batch (vlmstream.images.timeout)");
    }

    /** Gives up what was not asked for. */
    @Override
    public void close() {
        List<HttpFetch> left = wanted.values().stream().map(one -> one.fetch).toList();
        wanted.clear();
        if (!left.isEmpty()) {
            http.run(() -> {
                waiting.clear();
                left.forEach(HttpFetch::drop);
            });
        }
    }
}
