package dev.vlmstream.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vlmstream.local.LocalStack;
import dev.vlmstream.schemas.MetricSnapshot;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The programs of examples/consumers read a run's results, each in its language, and say what REST says. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ConsumersIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EXAMPLES = Home.DIRECTORY.resolve("examples/consumers");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> MODELS = List.of("emoji-clip", "emoji-classifier");
    private static final Wire<MetricSnapshot> SNAPSHOTS = Wire.of(MetricSnapshot.class);
    private static final int ITEMS = 200;
    private static final String DEAD = "example-metrics-dead-letters";

    private static LocalStack stack;
    private static Wiretap tap;
    private static Results results;

    @BeforeAll
    static void aRun() {
        stack = DecodersIT.stack();
        tap = new Wiretap(stack.bootstrap());
        results = new Results(stack.server());
        tap.open(Emoji.manifest("seen", "zero-shot", MODELS, (long) ITEMS));
        tap.push(Emoji.items("seen", ITEMS));
        results.awaitComplete("seen", Duration.ofMinutes(3));
    }

    @AfterAll
    static void stop() {
        tap.close();
    }

    /** The promise of docs/topics.md, read from the broker's files. */
    @Test
    @Order(1)
    void recordsAreInACodecThatEveryClientHas() throws IOException {
        Map<String, Set<CompressionType>> codecs = new TreeMap<>();
        try (var files = Files.walk(DecodersIT.DATA)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".log")).toList()) {
                String partition = file.getParent().getFileName().toString();
                String topic = partition.replaceFirst("-[0-9]+$", "");
                if (List.of(Topic.values()).stream()
                        .anyMatch(known -> known.topicName().equals(topic))) {
                    FileRecords records = FileRecords.open(file.toFile(), false);
                    try {
                        records.batches()
                                .forEach(batch -> codecs.computeIfAbsent(topic, t -> new HashSet<>())
                                        .add(batch.compressionType()));
                    } finally {
                        // Not close(), which would cut off what the broker has written since.
                        records.closeHandlers();
                    }
                }
            }
        }
        assertThat(codecs.get("scores")).contains(CompressionType.GZIP);
        assertThat(codecs.get("metrics")).contains(CompressionType.GZIP);
        assertThat(codecs).containsKeys("runs", "questions", "references", "predictions");
        // The markers at the ends of transactions have none.
        assertThat(codecs.values())
                .allSatisfy(used -> assertThat(used).isSubsetOf(CompressionType.NONE, CompressionType.GZIP));
    }

    @Test
    @Order(2)
    void pythonSaysWhatRestSays() throws Exception {
        Path python = PythonEnvironment.with(EXAMPLES.resolve("python/requirements.txt"));
        List<String> of = List.of(python.toString());
        assertSameMetrics(said(of, EXAMPLES.resolve("python/metrics.py"), "--once"));
        assertSameScores(said(of, EXAMPLES.resolve("python/scores.py"), "seen", "--once"));
    }

    @Test
    @Order(3)
    void javaScriptSaysWhatRestSays() throws Exception {
        Path project = NodePackages.of(EXAMPLES.resolve("javascript"));
        assertSameMetrics(said(List.of("node"), project.resolve("metrics.js"), "--once"));
        assertSameScores(said(List.of("node"), project.resolve("scores.js"), "seen", "--once"));
    }

    /**
     * In a PostgreSQL of this machine, killed in between; a run that is deleted leaves no rows but its own. What PostgreSQL cannot
     * keep, the character NUL, does not keep it from the rest.
     */
    @Test
    @Order(4)
    void postgresqlHasWhatRestSays() throws Exception {
        Path python = PythonEnvironment.with(EXAMPLES.resolve("python/requirements-postgresql.txt"));
        Path program = EXAMPLES.resolve("python/postgresql.py");
        try (PostgresServer database = PostgresServer.start()) {
            Tool following = Tool.start(
                    "consumer-following",
                    Path.of("."),
                    Map.of(),
                    List.of(python.toString(), program.toString(), stack.bootstrap(), database.address()));
            try (following) {
                await("it has begun")
                        .atMost(PATIENCE)
                        .until(() -> rows(python, database, "to_regclass('read_positions')")
                                .contains("read_positions"));
                following.kill();
            }
            said(List.of(python.toString()), program, database.address(), "--once");
            assertThat(rows(python, database, "model, rule, n, correct FROM accuracies WHERE run = 'seen'"))
                    .containsExactlyInAnyOrderElementsOf(accuracies("seen"));
            assertThat(rows(python, database, "count(*) FROM scores WHERE run = 'seen'"))
                    .containsExactly(String.valueOf(ITEMS * MODELS.size()));
            assertThat(rows(python, database, "sum(answered) FROM metrics_by_model WHERE run = 'seen'"))
                    .containsExactly(String.valueOf(ITEMS * MODELS.size()));

            tap.open(RunManifest.newBuilder(Emoji.manifest("brief", "zero-shot", MODELS, 5L))
                    .setSplit("a\0b")
                    .setTags(Map.of("note", "c\0d"))
                    .build());
            tap.push(Emoji.items("brief", 5));
            results.awaitComplete("brief", Duration.ofMinutes(3));
            said(List.of(python.toString()), program, database.address(), "--once");
            assertThat(rows(python, database, "count(*) FROM scores WHERE run = 'brief'"))
                    .containsExactly(String.valueOf(5 * MODELS.size()));
            assertThat(rows(python, database, "split, tags->>'note' FROM runs WHERE run = 'brief'"))
                    .containsExactly("a\ufffdb c\ufffdd");
            CommandRun.of(
                            "runs",
                            "delete",
                            "brief",
                            "--yes",
                            "--bootstrap=" + stack.bootstrap(),
                            "--server=" + stack.server())
                    .done();
            await("its metrics are taken back").atMost(PATIENCE).until(() -> {
                said(List.of(python.toString()), program, database.address(), "--once");
                return rows(python, database, "count(*) FROM metrics WHERE run = 'brief'")
                        .equals(List.of("0"));
            });
            assertThat(rows(python, database, "count(*) FROM scores WHERE run = 'brief'"))
                    .containsExactly("0");
            assertThat(rows(python, database, "run FROM runs WHERE deleted_at IS NOT NULL"))
                    .containsExactly("brief");
            assertThat(rows(python, database, "count(*) FROM scores WHERE run IN ('seen', 'brief')"))
                    .containsExactly(String.valueOf(ITEMS * MODELS.size()));
        }
    }

    /** What a query selects, one line per row. */
    private static List<String> rows(Path python, PostgresServer database, String selected) throws Exception {
        Files.deleteIfExists(Path.of("target", "consumer-query.log"));
        String query = "import psycopg, sys\nfor row in psycopg.connect(sys.argv[1]).execute('SELECT ' + sys.argv[2]):"
                + "\n    print(*row, sep=' ')";
        try (Tool tool = Tool.start(
                "consumer-query",
                Path.of("."),
                Map.of(),
                List.of(python.toString(), "-c", query, database.address(), selected))) {
            return tool.awaitEnd().lines().toList();
        }
    }

    private static List<String> accuracies(String run) {
        List<String> all = new ArrayList<>();
        for (JsonNode model : results.get("/api/runs/" + run + "/metrics").get("models")) {
            model.get("rules")
                    .properties()
                    .forEach(rule -> all.add(model.get("model").asText() + " " + rule.getKey() + " "
                            + rule.getValue().get("n").asLong() + " "
                            + rule.getValue().get("correct").asLong()));
        }
        return all;
    }

    /** Last, since it writes what is no event to the topic. */
    @Test
    @Order(5)
    void javaKeepsEverySnapshotThoughItIsKilledAndPutsAsideWhatItCannotRead(@TempDir Path directory) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(DEAD, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        Tool consumer = consumer(directory);
        try {
            await("it has begun").atMost(PATIENCE).until(() -> !kept(directory).isEmpty());
            consumer.kill();
            tap.send(Topic.METRICS, "poison", "no event".getBytes(StandardCharsets.UTF_8));
            tap.open(Emoji.manifest("later", "zero-shot", MODELS, (long) ITEMS));
            tap.push(Emoji.items("later", ITEMS));
            results.awaitComplete("later", Duration.ofMinutes(3));

            consumer = consumer(directory);
            await("all that is newest is kept")
                    .atMost(PATIENCE)
                    .until(() -> kept(directory).equals(newest()));
            assertThat(deadLetters()).containsExactly("no event");
        } finally {
            consumer.close();
        }
    }

    private static Tool consumer(Path directory) throws IOException {
        return Tool.start(
                "example-consumer",
                Path.of("."),
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Dquarkus.http.port=0",
                        "-Dkafka.bootstrap.servers=" + stack.bootstrap(),
                        "-Dresults.directory=" + directory,
                        // A killed consumer keeps its partitions until its session times out.
                        "-Dmp.messaging.incoming.metrics.session.timeout.ms=10000",
                        "-jar",
                        EXAMPLES.resolve("java/target/quarkus-app/quarkus-run.jar")
                                .toString()));
    }

    /** By key, what each snapshot says was answered. */
    private static Map<String, Long> kept(Path directory) throws IOException {
        Map<String, Long> kept = new TreeMap<>();
        try (var files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                String name = file.getFileName().toString();
                String key = URLDecoder.decode(name.substring(0, name.length() - 5), StandardCharsets.UTF_8);
                try {
                    kept.put(key, JSON.readTree(file.toFile()).get("answered").asLong());
                } catch (FileNotFoundException e) {
                    // Its run was deleted meanwhile.
                }
            }
        }
        return kept;
    }

    /** Of a run that was deleted, nothing. */
    private static Map<String, Long> newest() {
        Map<String, Long> newest = new TreeMap<>();
        tap.readAll(Topic.METRICS).forEach(record -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                newest.remove(key);
            } else if (!key.equals("poison")) {
                newest.put(key, SNAPSHOTS.decode(record.value()).getAnswered());
            }
        });
        return newest;
    }

    private static List<String> deadLetters() {
        List<String> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.bootstrap()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition only = new TopicPartition(DEAD, 0);
            reader.assign(List.of(only));
            reader.seekToBeginning(List.of(only));
            long end = reader.endOffsets(List.of(only)).get(only);
            while (reader.position(only) < end) {
                reader.poll(Duration.ofMillis(100))
                        .forEach(record -> letters.add(new String(record.value(), StandardCharsets.UTF_8)));
            }
        }
        return letters;
    }

    private static List<String> said(List<String> interpreter, Path program, String... options) throws Exception {
        List<String> command = new ArrayList<>(interpreter);
        command.add(program.toString());
        command.add(stack.bootstrap());
        command.addAll(List.of(options));
        String name = "consumer-" + program.getFileName();
        Files.deleteIfExists(Path.of("target", name + ".log"));
        try (Tool tool = Tool.start(name, Path.of("."), Map.of(), command)) {
            return tool.awaitEnd().lines().toList();
        }
    }

    private static void assertSameMetrics(List<String> all) {
        List<String> lines =
                all.stream().filter(line -> line.startsWith("seen ")).toList();
        assertThat(lines).hasSize(MODELS.size());
        for (JsonNode model : results.get("/api/runs/seen/metrics").get("models")) {
            JsonNode top1 = model.get("rules").get("top1");
            assertThat(lines)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("seen " + model.get("model").asText() + ": " + ITEMS + " answered, 0 failed; ")
                            .contains("top1 " + top1.get("correct").asLong() + "/"
                                    + top1.get("n").asLong()));
        }
    }

    /** A line for each wrong answer, and no other. */
    private static void assertSameScores(List<String> lines) {
        long wrong = 0;
        for (JsonNode model : results.get("/api/runs/seen/metrics").get("models")) {
            JsonNode rule = model.get("rules").get(model.get("primaryRule").asText());
            wrong += rule.get("n").asLong() - rule.get("correct").asLong();
        }
        assertThat(wrong).isPositive();
        assertThat(lines)
                .hasSize((int) wrong)
                .allMatch(line -> line.matches("emoji-cl[a-z]+ on .*: \".*\", right is \".*\""));
    }
}
