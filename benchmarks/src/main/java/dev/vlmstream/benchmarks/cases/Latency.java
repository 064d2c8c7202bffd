package dev.vlmstream.benchmarks.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.benchmarks.report.BenchmarkReport;
import dev.vlmstream.benchmarks.workload.FreshStacks;
import dev.vlmstream.benchmarks.workload.Manifests;
import dev.vlmstream.benchmarks.workload.Options;
import dev.vlmstream.benchmarks.workload.Outcomes;
import dev.vlmstream.benchmarks.workload.ProgressLog;
import dev.vlmstream.benchmarks.workload.TopicWriter;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Keys;
import dev.vlmstream.schemas.topics.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** How long after a prediction was sent a run's event stream counts it, while predictions come at a steady rate. */
public final class Latency {
    private static final int PER_SECOND = 1000;
    private static final int ITEMS = 20_000;
    private static final String MODEL = Outcomes.MODELS.get(0);
    private static final double GOAL_MILLIS = 250;

    private Latency() {}

    public static BenchmarkReport measure(Options options) {
        int items = options.items(ITEMS);
        try (LocalStack stack =
                LocalStack.start(FreshStacks.fresh(options, "latency").withInstances(ServiceKind.INGEST, 0))) {
            ProgressLog.say("warm-up");
            millis(stack, "warm-up", items / 2);
            ProgressLog.say(items + " predictions, " + PER_SECOND + " a second");
            return report(millis(stack, "latency", items));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Sorted. The k-th prediction that was sent is visible as soon as the events count k. */
    private static double[] millis(LocalStack stack, String run, int items) throws InterruptedException {
        try (TopicWriter references = new TopicWriter(stack.bootstrap());
                SteadyWriter predictions = new SteadyWriter(stack.bootstrap())) {
            Manifests.open(references, run, Outcomes.CLASSES, List.of(MODEL), items);
            references.begin();
            for (int item = 0; item < items; item++) {
                references.send(Topic.REFERENCES, key(run, item), Outcomes.encodedReference(run, item));
            }
            references.commit();
            EventCounts events = new EventCounts(stack.server(), run, items);
            // The references are read, and the page of someone who listens is open.
            Thread.sleep(5_000);
            Thread listening = new Thread(events, "events");
            listening.start();
            long[] sent = predictions.write(
                    item -> key(run, item), item -> Outcomes.encodedPrediction(run, item, MODEL), items, PER_SECOND);
            listening.join(60_000);
            double[] millis = new double[items];
            Arrays.setAll(millis, k -> (events.toldAt(k + 1) - sent[k]) / 1e6);
            Arrays.sort(millis);
            return millis;
        }
    }

    private static String key(String run, int item) {
        return Keys.runItem(run, "item-" + item);
    }

    private static BenchmarkReport report(double[] millis) {
        double p99 = quantile(millis, 0.99);
        String table = String.format(
                Locale.ROOT,
                "| from sent to counted on the event stream, %d/s | median | 95 %% | 99 %% | largest | goal |%n"
                        + "|---|---|---|---|---|---|%n| %d predictions | %.0f ms | %.0f ms | %.0f ms | %.0f ms |"
                        + " 99 %% ≤ %.0f ms %s |%n",
                PER_SECOND,
                millis.length,
                quantile(millis, 0.5),
                quantile(millis, 0.95),
                p99,
                millis[millis.length - 1],
                GOAL_MILLIS,
                p99 <= GOAL_MILLIS ? "✓" : "✗");
        return new BenchmarkReport(
                "latency",
                Map.of("items", millis.length, "perSecond", PER_SECOND, "p99Millis", p99),
                List.of(),
                List.of(table));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }

    /** Listens to a run's Server-Sent Events and notes when they first counted how many outcomes. */
    private static final class EventCounts implements Runnable {
        private static final ObjectMapper JSON = new ObjectMapper();

        private final URI address;
        private final long wanted;
        private final NavigableMap<Long, Long> at = new TreeMap<>();

        /** @param wanted how many outcomes end the listening */
        public EventCounts(String server, String run, long wanted) {
            this.address = URI.create(server + "/api/runs/" + run + "/events");
            this.wanted = wanted;
        }

        @Override
        public void run() {
            HttpRequest request = HttpRequest.newBuilder(address).build();
            try (Stream<String> lines = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()) {
                Iterator<String> each = lines.iterator();
                for (long counted = 0; counted < wanted && each.hasNext(); ) {
                    String line = each.next();
                    long now = System.nanoTime();
                    if (line.startsWith("data:")) {
                        counted = counted(JSON.readTree(line.substring("data:".length())));
                        at.putIfAbsent(counted, now);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the events at " + address + " ended early", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /**
         * When this many outcomes or more were first told, in nanoseconds of {@link System#nanoTime}.
         *
         * @throws IllegalStateException if the events never said so
         */
        public long toldAt(long outcomes) {
            var told = at.ceilingEntry(outcomes);
            if (told == null) {
                throw new IllegalStateException("the events at " + address + " counted "
                        + (at.isEmpty() ? 0 : at.lastKey()) + " outcomes of " + wanted);
            }
            return told.getValue();
        }

        private static long counted(JsonNode metrics) {
            long counted = 0;
            for (JsonNode model : metrics.path("models")) {
                counted +=
                        model.path("answered").asLong() + model.path("failed").asLong();
            }
            return counted;
        }
    }

    /** Writes predictions at a steady rate, each readable at once, as a model service of somebody else's would. */
    private static final class SteadyWriter implements AutoCloseable {
        private final KafkaProducer<byte[], byte[]> producer;

        public SteadyWriter(String bootstrap) {
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 0),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        /**
         * Sends predictions, the k-th at {@code k / perSecond} after the first.
         *
         * @return when each was handed to the client, in nanoseconds of {@link System#nanoTime}
         */
        public long[] write(IntFunction<String> key, IntFunction<byte[]> value, int count, int perSecond) {
            long[] sent = new long[count];
            long begun = System.nanoTime();
            for (int k = 0; k < count; k++) {
                byte[] bytes = value.apply(k);
                long due = begun + TimeUnit.SECONDS.toNanos(k) / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                sent[k] = System.nanoTime();
                producer.send(new ProducerRecord<>(
                        Topic.PREDICTIONS.topicName(), key.apply(k).getBytes(StandardCharsets.UTF_8), bytes));
            }
            producer.flush();
            return sent;
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
