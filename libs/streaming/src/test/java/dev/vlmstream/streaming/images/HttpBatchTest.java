package dev.vlmstream.streaming.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server under many names: what it does depends on the name and the path. */
@Timeout(60)
class HttpBatchTest {
    private static final int LARGEST = 1 << 20;

    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private final Map<String, Integer> most = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> lookedUp = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile CyclicBarrier together = new CyclicBarrier(1);
    private HttpServer server;
    private HttpImages images;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
        images = images(Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    @AfterEach
    void stop() {
        end.countDown();
        images.close();
        server.stop(0);
    }

    private HttpImages images(Duration timeout, Duration all) {
        List<String> hosts = Stream.of("a", "b", "c", "slow", "deaf")
                .map(host -> host + ".example:" + server.getAddress().getPort())
                .toList();
        return new HttpImages(new AllowedHosts("hosts", hosts), LARGEST, timeout, all, 4L * LARGEST, host -> {
            lookedUp.add(host);
            if (host.startsWith("deaf")) {
                await(end);
            }
            return InetAddress.getLoopbackAddress();
        });
    }

    private void answer(HttpExchange exchange) throws IOException {
        String host = exchange.getRequestHeaders().getFirst("Host").replaceAll("[.].*", "");
        String path = exchange.getRequestURI().getPath();
        asked.add(host + path);
        List.of(host, "all").forEach(name -> most.merge(name, running(name).incrementAndGet(), Math::max));
        try (exchange) {
            if (host.equals("slow")) {
                await(end);
            }
            together.await();
            byte[] body = path.startsWith("/large") ? new byte[LARGEST] : path.getBytes();
            // Before the answer: what the client asks next comes after it.
            List.of(host, "all").forEach(name -> running(name).decrementAndGet());
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private AtomicInteger running(String name) {
        return running.computeIfAbsent(name, none -> new AtomicInteger());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private URI at(String host, String path) {
        return URI.create("http://" + host + ".example:" + server.getAddress().getPort() + path);
    }

    private List<URI> many(String host, int count) {
        return IntStream.range(0, count).mapToObj(i -> at(host, "/" + i)).toList();
    }

    /** None of the first eight is answered before all of them are asked, and a ninth is not asked meanwhile. */
    @Test
    void eightOfAHostAreFetchedSideBySide() {
        together = new CyclicBarrier(8);
        List<URI> addresses = many("a", 32);
        try (HttpBatch batch = images.batch()) {
            batch.prefetch(addresses);
            addresses.forEach(
                    address -> assertThat(batch.get(address)).asString().isEqualTo(address.getPath()));
        }
        assertThat(most).containsEntry("a", 8);
        assertThat(lookedUp).containsExactly("a.example");
    }

    @Test
    void sixteenOfAllHostsAre() {
        together = new CyclicBarrier(16, () -> together = new CyclicBarrier(1));
        List<URI> addresses = Stream.of("a", "b", "c")
                .flatMap(host -> many(host, 16).stream())
                .toList();
        try (HttpBatch batch = images.batch()) {
            batch.prefetch(addresses);
            addresses.forEach(
                    address -> assertThat(batch.get(address)).asString().isEqualTo(address.getPath()));
        }
        assertThat(most).containsEntry("all", 16);
        assertThat(asked).hasSize(48).doesNotHaveDuplicates();
    }

    @Test
    void anAddressIsFetchedOnceHoweverOftenItIsNamed() {
        List<URI> same = Collections.nCopies(5, at("a", "/same"));
        try (HttpBatch batch = images.batch()) {
            batch.prefetch(same);
            same.forEach(address -> assertThat(batch.get(address)).hasSize(5));
        }
        assertThat(asked).containsExactly("a/same");
    }

    @Test
    void aHostThatTimesOutTwiceIsGivenUpAndTheOthersAreNot() {
        images.close();
        images = images(Duration.ofSeconds(3), Duration.ofSeconds(60));
        List<URI> slow = many("slow", 32);
        List<URI> fast = many("a", 32);
        List<URI> mixed = IntStream.range(0, 32)
                .boxed()
                .flatMap(i -> Stream.of(slow.get(i), fast.get(i)))
                .toList();
        List<String> reasons = new ArrayList<>();
        try (HttpBatch batch = images.batch()) {
            batch.prefetch(mixed);
            for (URI address : mixed) {
                if (fast.contains(address)) {
                    assertThat(batch.get(address)).asString().isEqualTo(address.getPath());
                } else {
                    reasons.add(catchThrowable(() -> batch.get(address)).getMessage());
                }
            }
        }
        assertThat(asked.stream().filter(path -> path.startsWith("slow")))
                .as("no more than were on their way")
                .hasSizeLessThanOrEqualTo(9);
        assertThat(reasons).hasSize(32).allMatch(reason -> reason.startsWith("http://slow.example:"));
        assertThat(reasons.stream().filter(reason -> reason.endsWith(" 3.0 s (vlmstream.images.timeout)")))
                .hasSize(2);
        assertThat(reasons.stream().filter(reason -> reason.contains("slow.example timed out twice: given up")))
                .hasSize(30);
    }

    @Test
    void aNameServerThatDoesNotAnswerIsATimeOutLikeOthers() {
        images.close();
        images = images(Duration.ofSeconds(2), Duration.ofSeconds(60));
        List<URI> addresses =
                Stream.concat(many("deaf", 20).stream(), many("a", 1).stream()).toList();
        try (HttpBatch batch = images.batch()) {
            batch.prefetch(addresses);
            addresses
                    .subList(0, 20)
                    .forEach(address ->
                            assertThatThrownBy(() -> batch.get(address)).isInstanceOf(ImageAccessException.class));
            assertThat(batch.get(addresses.get(20))).hasSize(2);
        }
        assertThat(lookedUp).containsExactlyInAnyOrder("deaf.example", "a.example");
    }

    @Test
    void whatIsNotHereWhenTheBatchsTimeIsOverFails() {
        images.close();
        images = images(Duration.ofSeconds(30), Duration.ofSeconds(3));
        try (HttpBatch batch = images.batch()) {
            batch.prefetch(List.of(at("slow", "/1"), at("slow", "/2"), at("a", "/3")));
            for (String path : List.of("/1", "/2")) {
                assertThatThrownBy(() -> batch.get(at("slow", path)))
                        .isInstanceOf(ImageAccessException.class)
                        .hasMessageEndingWith(path + ": not here within the 3.0 s that a batch's images have together"
                                + " (half of vlmstream.max-batch-age)");
            }
            assertThat(batch.get(at("a", "/3"))).as("it was here").hasSize(2);
        }
    }

    /** The places that become free as late ones are let go are nobody's any more. */
    @Test
    void noHostIsAskedForMoreOnceTheBatchsTimeIsOver() {
        images.close();
        images = images(Duration.ofSeconds(30), Duration.ofSeconds(3));
        List<URI> addresses = many("slow", 32);
        try (HttpBatch batch = images.batch();
                HttpBatch next = images.batch()) {
            batch.prefetch(addresses);
            addresses
                    .subList(0, 9)
                    .forEach(address ->
                            assertThatThrownBy(() -> batch.get(address)).isInstanceOf(LateImageException.class));
            assertThat(next.get(at("a", "/after"))).isNotEmpty();
        }
        assertThat(asked).filteredOn(path -> path.startsWith("slow")).hasSizeLessThanOrEqualTo(8);
    }

    /** Room for three: what is waited for does not wait for room, so that all come whatever their order. */
    @Test
    void imagesThatHaveNoRoomComeWhenTheyAreAskedFor() {
        List<URI> addresses =
                IntStream.range(0, 40).mapToObj(i -> at("a", "/large" + i)).toList();
        List<URI> backwards = new ArrayList<>(addresses);
        Collections.reverse(backwards);
        for (List<URI> order : List.of(addresses, backwards)) {
            try (HttpBatch batch = images.batch()) {
                batch.prefetch(addresses);
                order.forEach(address -> assertThat(batch.get(address)).hasSize(LARGEST));
            }
        }
        assertThat(asked).hasSize(80);
    }

    /** Else a later batch would come to nothing but what it waits for. */
    @Test
    void aBatchThatIsClosedLeavesItsRoomToOthers() {
        for (int i = 0; i < 10; i++) {
            try (HttpBatch batch = images.batch()) {
                batch.prefetch(IntStream.range(0, 8)
                        .mapToObj(j -> at("a", "/large" + j))
                        .toList());
                batch.get(at("a", "/large3"));
            }
        }
        CompletableFuture<Void> hasRoom = new CompletableFuture<>();
        HttpFetch last = images.fetch(at("a", "/last"));
        images.run(() -> images.room().take(last, 4L * LARGEST, () -> hasRoom.complete(null)));
        assertThat(hasRoom).succeedsWithin(Duration.ofSeconds(30));
    }
}
