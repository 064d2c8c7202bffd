package dev.vlmstream.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.schemas.topics.Topic;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker ends while manifests are posted, and comes back. */
class BrokerOutageIT {
    /** On their way to Kafka, and waiting for that. */
    private static final int TAKEN = 16;

    private static final int POSTED = 40;

    @TempDir
    static Path data;

    @Test
    void withoutABrokerItSaysWhenToComeAgainAndGoesOnWhenThereIsOne() throws Exception {
        try (IngestStack ingest = IngestStack.start(data, Map.of())) {
            assertThat(ingest.post(IngestStack.manifest("before")).statusCode()).isEqualTo(202);
            ingest.processes().stop("broker");
            for (Duration time : refusals(ingest, 1)) {
                assertThat(time).isLessThan(Duration.ofSeconds(15));
            }
            assertThat(refusals(ingest, POSTED))
                    .allMatch(time -> time.toSeconds() < 15)
                    .filteredOn(time -> time.toSeconds() < 5)
                    .hasSizeBetween(POSTED - TAKEN, POSTED - 1);
            ingest.processes().restart("broker");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ingest.post(IngestStack.manifest("after")).statusCode() == 202);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> ingest.records(Topic.RUNS).stream()
                            .anyMatch(run -> new String(run.key(), UTF_8).equals("after")));
        }
    }

    /** Posts so many at once, and returns how long each waited to be refused. */
    private static Queue<Duration> refusals(IngestStack ingest, int count) {
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
