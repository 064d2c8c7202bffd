package dev.vlmstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Waiting;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.streaming.config.StreamConfig;
import dev.vlmstream.streaming.config.TestConfig;
import dev.vlmstream.streaming.images.ImageSource;
import dev.vlmstream.streaming.loop.Outbox;
import dev.vlmstream.streaming.tables.Table;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images at addresses of servers that take their time, beside others. */
@Timeout(120)
class WebImagesTest {
    private static final byte[] IMAGE = Samples.noise(32);

    @TempDir
    Path directory;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch end = new CountDownLatch(1);
    private final CyclicBarrier eight = new CyclicBarrier(8);
    private HttpServer server;
    private IngestHandler items;
    private IngestHandler byAddress;
    private IngestHandler fromSlowHosts;

    /** A table in memory. */
    private record Rows<T>(Map<String, T> all) implements Table<T> {
        @Override
        public Optional<T> known(String key) {
            return find(key);
        }

        @Override
        public Optional<T> find(String key) {
            return Optional.ofNullable(all.get(key));
        }

        @Override
        public List<T> rows() {
            return List.copyOf(all.values());
        }

        @Override
        public void catchUp() {
            // Always there.
        }
    }

    @BeforeEach
    void serve() throws IOException {
        Files.write(directory.resolve("a.png"), IMAGE);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
        begin("60s", Duration.ofSeconds(30));
    }

    /** @param moment long enough for whoever answers, however busy this machine is */
    private void begin(String timeout, Duration moment) {
        int port = server.getAddress().getPort();
        StreamConfig config = TestConfig.of(
                "images.roots",
                directory.toString(),
                "images.store",
                directory.resolve("store").toString(),
                "images.http-hosts",
                "dead.example:" + port + ",slow.example:" + port + ",quick.example:" + port,
                "images.timeout",
                timeout);
        ImageSource source = new ImageSource(config, host -> InetAddress.getLoopbackAddress());
        ImageKeeper keeper = new ImageKeeper(source, ImageCheck.of(config.images()), 1024);
        Map<String, RunManifest> runs = Map.of(
                "web", Samples.manifest("web").setModels(List.of()).build(),
                "other", Samples.manifest("other").setModels(List.of()).build(),
                "local", Samples.manifest("local").setModels(List.of()).build());
        JsonImages images = new JsonImages(source, List.of(directory));
        RunLookup book = new RunLookup(new Rows<>(runs));
        ItemChecker checker = new ItemChecker(keeper);
        items = new IngestHandler(images, checker, keeper, book, Topic.ITEMS, moment);
        byAddress = new IngestHandler(images, checker, keeper, book, Topic.ITEMS_BY_ADDRESS, moment);
        fromSlowHosts = new IngestHandler(images, checker, keeper, book, Topic.ITEMS_FROM_SLOW_HOSTS, moment);
    }

    /** What the loops make of a batch: that of items first, then those of items whose images are fetched. */
    private Outbox work(List<ConsumerRecord<byte[], byte[]>> batch) {
        Outbox outbox = new Outbox(Topic::topicName);
        items.handle(batch, outbox);
        assertThat(asked).as("the loop over all items waits for no host").isEmpty();
        assertThat(questions(outbox, "local")).hasSize((int) batch.stream()
                .filter(record -> new String(record.value(), StandardCharsets.UTF_8).contains("local"))
                .count());
        byAddress.handle(passedOn(outbox, Topic.ITEMS_BY_ADDRESS), outbox);
        fromSlowHosts.handle(passedOn(outbox, Topic.ITEMS_FROM_SLOW_HOSTS), outbox);
        return outbox;
    }

    private static List<ConsumerRecord<byte[], byte[]>> passedOn(Outbox outbox, Topic topic) {
        return outbox.records().stream()
                .filter(record -> record.topic().equals(topic.topicName()))
                .map(record -> new ConsumerRecord<>(record.topic(), 0, 0L, record.key(), record.value()))
                .toList();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    /** Of the slow host each answer comes when eight are asked for: one after another, none would. */
    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().getPath());
        try (exchange) {
            String host = exchange.getRequestHeaders().getFirst("Host");
            if (host.startsWith("slow")) {
                eight.await();
            } else if (host.startsWith("dead")) {
                end.await();
            }
            exchange.sendResponseHeaders(200, IMAGE.length);
            exchange.getResponseBody().write(IMAGE);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private ConsumerRecord<byte[], byte[]> item(String run, int number, String image) {
        return Samples.record("{\"run\": \"" + run + "\", \"id\": \"" + number + "\", \"label\": \"cat\", \"image\": \""
                + image.replace("PORT", String.valueOf(server.getAddress().getPort())) + "\"}");
    }

    private List<ConsumerRecord<byte[], byte[]>> mixed(String host) {
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            batch.add(item("web", i, "http://" + host + ":PORT/" + i + ".png"));
            batch.add(item("local", i, "a.png"));
        }
        return batch;
    }

    private static <T extends SpecificRecord> Stream<T> written(Outbox outbox, Topic topic, Class<T> type) {
        return outbox.records().stream()
                .filter(record -> record.topic().equals(topic.topicName()))
                .map(record -> Wire.of(type).decode(record.value()));
    }

    private static List<String> questions(Outbox outbox, String run) {
        return written(outbox, Topic.QUESTIONS, Question.class)
                .filter(question -> question.getRun().equals(run))
                .map(Question::getItemId)
                .toList();
    }

    @Test
    void aHostThatDoesNotAnswerCostsItsOwnItems() {
        begin("3s", IngestHandler.MOMENT);
        Outbox outbox = work(mixed("dead.example"));
        assertThat(questions(outbox, "local")).hasSize(32);
        assertThat(questions(outbox, "web")).isEmpty();
        List<DeadLetter> letters =
                written(outbox, Topic.DEAD_LETTERS, DeadLetter.class).toList();
        assertThat(letters).hasSize(32).allSatisfy(letter -> {
            assertThat(letter.getRun()).isEqualTo("web");
            assertThat(letter.getReason()).startsWith("http://dead.example:");
        });
        assertThat(letters.stream().filter(letter -> letter.getReason().contains("timed out twice: given up")))
                .hasSize(30);
        assertThat(asked).as("a moment, and then until two have timed out").hasSizeLessThanOrEqualTo(2 * 9);
    }

    @Test
    void aHostThatTakesItsTimeIsAskedForSeveralAtOnce() {
        Outbox outbox = work(mixed("slow.example"));
        assertThat(questions(outbox, "local")).hasSize(32);
        assertThat(questions(outbox, "web")).hasSize(32).isEqualTo(questions(outbox, "local"));
        assertThat(written(outbox, Topic.DEAD_LETTERS, DeadLetter.class)).isEmpty();
        assertThat(asked).hasSize(32).doesNotHaveDuplicates();
    }

    @Test
    void aHostThatTakesItsTimeHoldsUpNoOtherHost() {
        begin("60s", Duration.ofSeconds(8));
        List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            batch.add(item("web", i, "http://dead.example:PORT/" + i + ".png"));
            batch.add(item("other", i, "http://quick.example:PORT/q" + i + ".png"));
        }
        Outbox outbox = new Outbox(Topic::topicName);
        byAddress.handle(batch, outbox);
        assertThat(questions(outbox, "other")).hasSize(16);
        assertThat(passedOn(outbox, Topic.ITEMS_FROM_SLOW_HOSTS))
                .extracting(ConsumerRecord::value)
                .isEqualTo(batch.stream()
                        .map(ConsumerRecord::value)
                        .filter(value -> new String(value, StandardCharsets.UTF_8).contains("dead"))
                        .toList());
        assertThat(written(outbox, Topic.DEAD_LETTERS, DeadLetter.class)).isEmpty();

        Outbox next = new Outbox(Topic::topicName);
        byAddress.handle(batch, next);
        List<String> all = List.copyOf(asked);
        assertThat(all).filteredOn(path -> path.startsWith("/q")).hasSize(32);
        // What was asked of it before may arrive only now.
        assertThat(all)
                .filteredOn(path -> !path.startsWith("/q"))
                .as("the host that was slow is not asked again")
                .doesNotHaveDuplicates();
        assertThat(questions(next, "other")).hasSize(16);
        assertThat(passedOn(next, Topic.ITEMS_FROM_SLOW_HOSTS)).hasSize(16);
    }

    @Test
    void nothingIsFetchedForARunThatIsNotThere() {
        Outbox outbox = work(List.of(item("none", 1, "http://slow.example:PORT/1.png")));
        assertThat(written(outbox, Topic.WAITING, Waiting.class))
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.getRun()).isEqualTo("none"));
        assertThat(asked).isEmpty();
    }
}
