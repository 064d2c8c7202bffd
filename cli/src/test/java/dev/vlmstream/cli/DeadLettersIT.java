package dev.vlmstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Dead letters out of a real broker's topic, sent again; and what a scoring service says of them, shown. */
class DeadLettersIT {
    private static final String LETTER = "{\"run\":%s,\"item\":null,\"model\":null,\"service\":\"ingest\","
            + "\"reason\":\"no image %d\",\"topic\":\"items\",\"partition\":1,\"offset\":%d,\"at\":1000}";

    private static Cluster cluster;

    @BeforeAll
    static void startBroker() throws Exception {
        cluster = BrokerStack.shared();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrap()), new StringSerializer(), new ByteArraySerializer())) {
            for (DeadLetter letter : List.of(
                    letter(null, cluster.name(Topic.ITEMS), "k", "{\"image\": \"a.png\"}"),
                    letter(null, cluster.name(Topic.ITEMS), "k", "{\"image\": \"a.png\"}"),
                    letter(null, cluster.name(Topic.ITEMS), null, "{\"image\": \"b.png\"}"),
                    letter("counted", cluster.name(Topic.ITEMS), "k", "{\"image\": \"c.png\"}"),
                    letter(null, "someone-elses", "k", "x"))) {
                producer.send(new ProducerRecord<>(
                        cluster.name(Topic.DEAD_LETTERS),
                        "unattributed",
                        Wire.of(DeadLetter.class).encode(letter)));
            }
        }
    }

    private static DeadLetter letter(String run, String topic, String key, String value) {
        return DeadLetter.newBuilder()
                .setRun(run)
                .setService("ingest")
                .setReason("no run is open")
                .setTopic(topic)
                .setPartition(0)
                .setOffset(0)
                .setRecordKey(key == null ? null : bytes(key))
                .setRecordValue(bytes(value))
                .setAt(1)
                .build();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> items() {
        List<ConsumerRecord<byte[], byte[]>> items = new ArrayList<>();
        BrokerStack.topics(cluster).each(Topic.ITEMS, items::add);
        return items;
    }

    /** A commit returns before all its partitions show it. */
    private static List<ConsumerRecord<byte[], byte[]>> awaitItems(int expected) throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> items = items();
        for (int look = 0; look < 100 && items.size() < expected; look++) {
            Thread.sleep(100);
            items = items();
        }
        return items;
    }

    @Test
    void recordsOfNoRunAreSentAgainOnceEachAsTheyWereAndOnlyIfAgreed() throws Exception {
        Invocation unasked = Invocation.of(
                "dead-letters",
                "--replay",
                "--bootstrap",
                cluster.bootstrap(),
                "--topic-prefix",
                cluster.names().prefix());
        assertThat(unasked.status()).isEqualTo(2);
        assertThat(unasked.err()).contains("Send 2 records again? (confirm with --yes");
        assertThat(items()).isEmpty();

        Invocation replayed = Invocation.of(
                "dead-letters",
                "--replay",
                "--into",
                "birds",
                "--yes",
                "--bootstrap",
                cluster.bootstrap(),
                "--topic-prefix",
                cluster.names().prefix());

        assertThat(replayed.status()).as(replayed.err()).isZero();
        assertThat(replayed.out())
                .contains("2 records without a run were sent again, into run birds; 1 that runs have counted");
        List<ConsumerRecord<byte[], byte[]>> items = awaitItems(2);
        assertThat(items)
                .extracting(item -> text(item.key()) + " " + text(item.value()))
                .containsExactlyInAnyOrder("k {\"image\": \"a.png\"}", "null {\"image\": \"b.png\"}");
        assertThat(items).allSatisfy(item -> {
            assertThat(text(item.headers().lastHeader("run").value())).isEqualTo("birds");
            assertThat(text(item.headers().lastHeader("replayed-from").value())).matches("dead-letters-\\d-\\d+");
        });
    }

    @Test
    void whatARunHasCountedIsNotSentAndTheWayIsTold() {
        Invocation replayed = Invocation.of(
                "dead-letters",
                "counted",
                "--replay",
                "--yes",
                "--bootstrap",
                cluster.bootstrap(),
                "--topic-prefix",
                cluster.names().prefix());
        assertThat(replayed.status()).isEqualTo(1);
        assertThat(replayed.err()).contains("counted as failed there", "push the data as another run");
    }

    @Test
    void allPagesAreReadAndATableShowsTheFirst() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/dead-letters", exchange -> {
            int page = exchange.getRequestURI().getQuery().contains("page=0&") ? 0 : 1;
            String run = exchange.getRequestURI().getQuery().contains("run=r") ? "\"r\"" : "null";
            String letters = IntStream.range(page * 1000, page == 0 ? 1000 : 1002)
                    .mapToObj(i -> LETTER.formatted(run, i, i))
                    .collect(Collectors.joining(",", "[", "]"));
            byte[] body = letters.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        server.start();
        try {
            String address = "http://localhost:" + server.getAddress().getPort();
            assertThat(Invocation.of("dead-letters", "r", "--json", "--server", address)
                            .jsonLines())
                    .hasSize(1002)
                    .allMatch(letter -> letter.path("run").asText().equals("r"));
            Invocation table = Invocation.of("dead-letters", "--limit", "2", "--server", address);
            assertThat(table.out())
                    .contains("1970-01-01T00:00:01Z", "ingest", "items-1@1", "no image 1", "there are more")
                    .doesNotContain("no image 2");
        } finally {
            server.stop(0);
        }
    }
}
