package dev.vlmstream.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.Reference;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker ends while manifests and items are posted, and comes back. */
class BrokerOutageIT {
    /** On their way to Kafka, and waiting for that. */
    private static final int TAKEN = 16;

    private static final int POSTED = 40;
    /** How long the service waits for Kafka: whoever is refused sooner has not waited. */
    private static final Duration CONFIRMATION = Duration.ofSeconds(8);

    @TempDir
    static Path data;

    private static IngestStack ingest;

    @BeforeAll
    static void start() {
        ingest = IngestStack.startWithBroker(data);
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void withoutABrokerItSaysWhenToComeAgainAndGoesOnWhenThereIsOne() throws Exception {
        assertThat(ingest.post(IngestStack.manifest("before")).statusCode()).isEqualTo(202);
        ingest.processes().stop("broker");
        for (Duration time : refusals(1)) {
            assertThat(time).isLessThan(Duration.ofMinutes(1));
        }
        assertThat(refusals(POSTED))
                .allMatch(time -> time.toSeconds() < 60)
                .filteredOn(time -> time.compareTo(CONFIRMATION) < 0)
                .hasSizeBetween(POSTED - TAKEN, POSTED - 1);
        ingest.processes().restart("broker");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ingest.post(IngestStack.manifest("after")).statusCode() == 202);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> ingest.records(Topic.RUNS).stream()
                        .anyMatch(run -> new String(run.key(), UTF_8).equals("after")));
    }

    @Test
    void linesThatStopInTheMiddleAreSentAgainAndAreThereOnce() throws Exception {
        ingest.announceTheModel();
        ingest.open("halves");
        // Byte by byte: Java's client may write nothing while it waits for more of a body.
        try (Socket socket = ingest.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/runs/halves/items HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(UTF_8));
            chunk(out, lines(0, 500));
            await().atMost(Duration.ofSeconds(30)).until(() -> ids().size() == 500);
            ingest.processes().stop("broker");
            chunk(out, lines(500, 1000));
            chunk(out, new byte[0]);
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 503")
                    .containsIgnoringCase("Retry-After: 5")
                    .contains("Kafka did not confirm all items in time (500 it did)");
        }

        ingest.processes().restart("broker");
        HttpRequest.Builder all = ingest.toItems(
                "halves", "application/x-ndjson", HttpRequest.BodyPublishers.ofByteArray(lines(0, 1000)));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            HttpResponse<String> response = IngestStack.send(all);
            return response.statusCode() == 202 && response.body().contains("\"accepted\":1000");
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> ids().size() == 1000);
        assertThat(ingest.records(Topic.DEAD_LETTERS)).isEmpty();
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
        out.write(bytes);
        out.write("\r\n".getBytes(UTF_8));
        out.flush();
    }

    private static byte[] lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"id\": \"i" + i + "\", \"text\": \"What is it?\", \"label\": \"cat\"}\n")
                .collect(Collectors.joining())
                .getBytes(UTF_8);
    }

    /** Of the items that are asked about: of one that comes again, scoring counts the first. */
    private static Set<String> ids() {
        return ingest.records(Topic.REFERENCES).stream()
                .map(record -> Wire.of(Reference.class).decode(record.value()).getItemId())
                .collect(Collectors.toSet());
    }

    /** Posts this many at once, and returns how long each waited to be refused. */
    private static Queue<Duration> refusals(int count) {
        Queue<Duration> times = new ConcurrentLinkedQueue<>();
        long since = System.nanoTime();
        CompletableFuture<?>[] all = Stream.generate(() -> ingest.toRuns(IngestStack.manifest("during")))
                .limit(count)
                .map(request -> IngestStack.sendAsync(request).thenAccept(response -> {
                    requireRefused(response);
                    times.add(Duration.ofNanos(System.nanoTime() - since));
                }))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).join();
        return times;
    }

    private static void requireRefused(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
        assertThat(response.body()).contains("Kafka did not confirm the manifest in time, or too many wait");
    }
}
