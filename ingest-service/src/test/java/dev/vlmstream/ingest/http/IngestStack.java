package dev.vlmstream.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.local.ServiceStatus;
import dev.vlmstream.local.StackConfig;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.services.ServiceKind;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.testing.EmbeddedBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The ingest service as a process, under a prefix of its own on the broker that such tests share. */
final class IngestStack implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static boolean archived;

    private final LocalStack stack;
    private final Map<Topic, Committed> committed = new EnumMap<>(Topic.class);
    private KafkaProducer<byte[], byte[]> producer;

    private IngestStack(LocalStack stack) {
        this.stack = stack;
    }

    static IngestStack start(Path data, Map<String, String> properties) {
        return start(data, properties, 1);
    }

    /** @param replicas of the service; the second is called {@code ingest-1} */
    static IngestStack start(Path data, Map<String, String> properties, int replicas) {
        archiveClasses();
        StackConfig config = onSharedBroker(data, replicas);
        for (Map.Entry<String, String> property : properties.entrySet()) {
            config = config.withProperty(property.getKey(), property.getValue());
        }
        return new IngestStack(LocalStack.start(config));
    }

    /** Once: a service that ends when it is ready writes its archive of classes, from which all others start. */
    private static synchronized void archiveClasses() {
        if (!archived) {
            LocalStack.start(onSharedBroker(Path.of("target", "archive"), 1).archivingClasses())
                    .close();
            archived = true;
        }
    }

    private static StackConfig onSharedBroker(Path data, int replicas) {
        EmbeddedBroker broker = EmbeddedBroker.shared();
        StackConfig config = config(data, replicas).external(broker.bootstrap());
        broker.createTopics(config.kafka().prefix(), Topic.PARTITIONS);
        return config;
    }

    /** With a broker of its own, as a process called {@code broker}. */
    static IngestStack startWithBroker(Path data) {
        archiveClasses();
        return new IngestStack(LocalStack.start(config(data, 1)));
    }

    private static StackConfig config(Path data, int replicas) {
        StackConfig config =
                StackConfig.of(Path.of(".."), data).withTopicPrefix("team-" + NUMBER.incrementAndGet() + ".");
        for (ServiceKind kind : ServiceKind.all()) {
            config = config.withInstances(kind, kind.equals(ServiceKind.INGEST) ? replicas : 0);
        }
        return config;
    }

    /** A good one. */
    static String manifest(String run) {
        return "{'run': '" + run + "', 'task': 'open-world', 'models': ['m']}";
    }

    static String error(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("Content-Type").orElse("none")).startsWith("application/json");
        return JSON.readTree(response.body()).path("error").asText();
    }

    LocalStack processes() {
        return stack;
    }

    private ServiceStatus service() {
        return service(ServiceKind.INGEST.id());
    }

    private ServiceStatus service(String name) {
        return stack.services().stream()
                .filter(service -> service.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + service().port() + path));
    }

    HttpRequest.Builder to(String replica, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://localhost:" + service(replica).port() + path));
    }

    /** To the port of health and metrics. */
    HttpRequest.Builder toManagement(String path) {
        return HttpRequest.newBuilder(
                URI.create(service().metrics().orElseThrow()).resolve(path));
    }

    HttpRequest.Builder toRuns(String json) {
        return to("/api/runs")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')));
    }

    HttpResponse<String> post(String json) throws IOException, InterruptedException {
        return send(toRuns(json));
    }

    /** Somebody answers for the model of the manifests, so that nothing waits for him. */
    void announceTheModel() throws Exception {
        announce("m");
    }

    /** Somebody answers for a model of this name. */
    void announce(String name) throws Exception {
        ModelAnnouncement model = ModelAnnouncement.newBuilder()
                .setModel(name)
                .setDigest("d")
                .setKind("vision-language")
                .setTasks(List.of("open-world"))
                .setService("decode")
                .setSoftwareVersion("test")
                .setAnnouncedAt(System.currentTimeMillis())
                .setLeaseMillis(3_600_000)
                .build();
        write(Topic.MODELS, name, Wire.of(ModelAnnouncement.class).encode(model), System.currentTimeMillis());
    }

    /** As any client of Kafka does; records of one key go to one partition. */
    void write(Topic topic, String key, byte[] value, long writtenAt) throws Exception {
        producer()
                .send(new ProducerRecord<>(
                        stack.cluster().name(topic), null, writtenAt, key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    private synchronized KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(
                    stack.cluster().client(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    /** Opens a run: sent again, as a client does, while its manifest waits behind other records. */
    void open(String run) {
        await().atMost(Duration.ofMinutes(3)).until(() -> post(manifest(run)).statusCode(), status -> status == 202);
    }

    HttpRequest.Builder toItems(String run, String type, HttpRequest.BodyPublisher body) {
        return to("/api/runs/" + run + "/items").header("Content-Type", type).POST(body);
    }

    HttpResponse<String> postItems(String run, String lines) throws IOException, InterruptedException {
        return postItems(run, "application/x-ndjson", lines);
    }

    HttpResponse<String> postItems(String run, String type, String lines) throws IOException, InterruptedException {
        return send(toItems(run, type, HttpRequest.BodyPublishers.ofString(lines)));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service().port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    static String statusLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    /** The status of the answer to a request to the letter: clients write their own Host and type. */
    int raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return Integer.parseInt(statusLine(socket).split(" ")[1]);
        }
    }

    /** What is committed to a topic so far. */
    synchronized List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        return committed.computeIfAbsent(topic, this::open).records();
    }

    private Committed open(Topic topic) {
        String name = stack.cluster().name(topic);
        assertThat(name).startsWith("team-");
        return new Committed(name, stack.cluster().client(Map.of("isolation.level", "read_committed")));
    }

    /** A topic as it was read before, and what has come since: tests look again and again until something is there. */
    private static final class Committed implements AutoCloseable {
        private final List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final List<TopicPartition> partitions;

        Committed(String topic, Map<String, Object> settings) {
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }

        List<ConsumerRecord<byte[], byte[]>> records() {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(read::add);
            }
            return List.copyOf(read);
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    @Override
    public synchronized void close() {
        committed.values().forEach(Committed::close);
        if (producer != null) {
            producer.close();
        }
        stack.close();
    }
}
