package dev.vlmstream.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.ingest.Samples;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Waiting;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for a manifest holds up nobody, and is neither lost nor doubled, whatever is killed and whatever clocks say. */
class WaitingIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final String IMAGE = Base64.getEncoder().encodeToString(Samples.noise(8));
    /** All go into one partition. */
    private static final String KEY = "one";

    @TempDir
    static Path data;

    private static IngestStack ingest;

    @BeforeAll
    static void start() {
        ingest = IngestStack.start(data, Map.of("vlmstream.manifest-grace", GRACE.toSeconds() + "s"), 2);
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void itemsOfAnUnknownRunComeBackWithTheirManifestWhateverIsKilled() throws Exception {
        push("early", 0, 300);
        send("{'run': 'early', 'close': true, 'items': 300}");
        awaitWorkedOff();
        kill("ingest");
        kill("ingest-1");
        send("{'run': 'other', 'task': 'open-world', 'models': ['nobody']}");
        push("other", 0, 5);
        awaitAll("other", 5);
        send("{'run': 'early', 'task': 'open-world', 'models': ['nobody']}");
        kill("ingest");
        awaitAll("early", 300);
        try (Stream<Path> inHand = Files.walk(data)) {
            assertThat(inHand.filter(file -> file.getParent().endsWith("in-hand"))
                            .map(file -> file.getFileName().toString()))
                    .as("loops that remember what they worked on when they were killed")
                    .anyMatch(name -> name.contains("ingest"))
                    .noneMatch(name -> name.contains("waiting"));
        }
        await().atMost(PATIENCE).until(() -> waiting().isEmpty());
        assertThat(of("early", Topic.QUESTIONS)).containsExactlyInAnyOrderElementsOf(ids(0, 300));
        assertThat(of("early", Topic.REFERENCES)).containsExactlyInAnyOrderElementsOf(ids(0, 300));
        assertThat(letters("early")).isEmpty();
        assertThat(letters("other")).isEmpty();
        assertThat(ingest.records(Topic.RUNS))
                .as("the closing came back, too")
                .filteredOn(record -> key(record).equals("early"))
                .extracting(record ->
                        Wire.of(RunManifest.class).decode(record.value()).getItems())
                .endsWith(300L);
    }

    @Test
    void aRunThatNeverComesCostsItsItemsAloneWhateverTheirWritersClockSaid() throws Exception {
        long hour = Duration.ofMinutes(59).toMillis();
        write("{'run': 'never', 'id': 'ahead', 'image': 'nowhere.png', 'label': 'x'}", now() + hour);
        write("{'run': 'never', 'id': 'behind', 'image': 'nowhere.png', 'label': 'x'}", now() - hour);
        send("{'run': 'there', 'task': 'open-world', 'models': ['nobody']}");
        push("there", 0, 5);
        awaitAll("there", 5);
        awaitWorkedOff();
        assertThat(letters("never")).as("it may come yet").isEmpty();
        await().atMost(PATIENCE).until(() -> letters("never").size() >= 2);
        assertThat(letters("never"))
                .allSatisfy(letter -> {
                    assertThat(letter.getReason()).startsWith("unknown run \"never\"");
                    assertThat(new String(letter.getRecordValue().array(), StandardCharsets.UTF_8))
                            .contains("nowhere.png");
                })
                .extracting(DeadLetter::getItemId)
                .containsExactlyInAnyOrder("ahead", "behind");
    }

    @Test
    void whatComesBackIsWrittenInTransactionsThatABusyBrokerTakesInTime() throws Exception {
        int count = 40;
        String image = Base64.getEncoder().encodeToString(Samples.noise(300));
        for (String id : ids(0, count)) {
            send("{'run': 'large', 'id': '" + id + "', 'image_bytes': '" + image + "', 'label': 'x'}");
        }
        awaitWorkedOff();
        send("{'run': 'large', 'task': 'open-world', 'models': ['nobody']}");
        awaitAll("large", count);
        List<ConsumerRecord<byte[], byte[]>> pushed = ingest.records(Topic.ITEMS).stream()
                .filter(record ->
                        new String(record.value(), StandardCharsets.UTF_8).startsWith("{\"run\": \"large\", \"id\""))
                .sorted(Comparator.comparingLong(ConsumerRecord::offset))
                .toList();
        List<ConsumerRecord<byte[], byte[]>> again = pushed.subList(count, 2 * count);
        long bytes =
                again.stream().mapToLong(ConsumerRecord::serializedValueSize).sum();
        // Each transaction's end takes an offset.
        long transactions = again.get(count - 1).offset() - again.get(0).offset() + 1 - count + 1;
        assertThat(bytes / transactions).isLessThan(5 << 20);
        assertThat(of("large", Topic.QUESTIONS)).containsExactlyInAnyOrderElementsOf(ids(0, count));
    }

    @Test
    void whatIsWrittenBesideAnOffsetMeansNothing() throws Exception {
        awaitWorkedOff();
        List<String> replicas = List.of("ingest", "ingest-1");
        // Not killed: they might come back before their group has missed them, and with members in it nobody writes
        // there.
        replicas.forEach(ingest.processes()::stop);
        setMetadata("20261128");
        replicas.forEach(ingest.processes()::restart);
        send("{'run': 'noted', 'task': 'open-world', 'models': ['nobody']}");
        push("noted", 0, 3);
        awaitAll("noted", 3);
        assertThat(of("noted", Topic.QUESTIONS)).containsExactlyInAnyOrderElementsOf(ids(0, 3));
    }

    @Test
    void whatPointsNowhereIsADeadLetterAndStopsNothing() throws Exception {
        String items = ingest.processes().cluster().name(Topic.ITEMS);
        var wire = Wire.of(Waiting.class);
        int before = ingest.records(Topic.DEAD_LETTERS).size();
        for (var waiting : List.of(
                new Waiting("lost", items, 0, 1_000_000L, null),
                new Waiting("lost", items, 99, 0L, null),
                new Waiting("lost", "another-topic", 0, 0L, null))) {
            ingest.write(Topic.WAITING, "k", wire.encode(waiting), now());
        }
        ingest.write(Topic.WAITING, "k", new byte[] {1, 2, 3}, now());
        await().atMost(PATIENCE).until(() -> ingest.records(Topic.DEAD_LETTERS).size() >= before + 4);
        push("after", 0, 3);
        send("{'run': 'after', 'task': 'open-world', 'models': ['nobody']}");
        awaitAll("after", 3);
    }

    private static void setMetadata(String note) throws Exception {
        try (Admin admin = Admin.create(ingest.processes().cluster().client(Map.of()))) {
            String group = ingest.processes().cluster().names().group("ingest");
            Map<TopicPartition, OffsetAndMetadata> noted = new HashMap<>();
            committed(admin)
                    .forEach((partition, offset) -> noted.put(partition, new OffsetAndMetadata(offset.offset(), note)));
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                admin.alterConsumerGroupOffsets(group, noted).all().get();
                return true;
            });
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin) throws Exception {
        return admin.listConsumerGroupOffsets(
                        ingest.processes().cluster().names().group("ingest"))
                .partitionsToOffsetAndMetadata()
                .get();
    }

    /** Everything in the topic items is committed: nothing of it holds up anything, and there is no lag. */
    private static void awaitWorkedOff() {
        String items = ingest.processes().cluster().name(Topic.ITEMS);
        try (Admin admin = Admin.create(ingest.processes().cluster().client(Map.of()))) {
            await().atMost(PATIENCE).until(() -> {
                Map<TopicPartition, OffsetAndMetadata> committed = committed(admin);
                return ingest.records(Topic.ITEMS).stream()
                        .allMatch(record -> committed
                                        .get(new TopicPartition(items, record.partition()))
                                        .offset()
                                > record.offset());
            });
        }
    }

    private static void kill(String replica) {
        ingest.processes().kill(replica);
    }

    private static void push(String run, int from, int to) throws Exception {
        for (String id : ids(from, to)) {
            send("{'run': '" + run + "', 'id': '" + id + "', 'image_bytes': '" + IMAGE + "', 'label': 'x'}");
        }
    }

    private static void send(String json) throws Exception {
        write(json, now());
    }

    private static void write(String json, long writtenAt) throws Exception {
        ingest.write(Topic.ITEMS, KEY, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), writtenAt);
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private static void awaitAll(String run, int items) {
        await().atMost(PATIENCE).until(() -> of(run, Topic.QUESTIONS).size() >= items);
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "item-" + i).toList();
    }

    /** Ids of a run's items that are in a topic. */
    private static List<String> of(String run, Topic topic) {
        return ingest.records(topic).stream()
                .map(record ->
                        topic == Topic.QUESTIONS ? id(Wire.of(Question.class).decode(record.value())) : key(record))
                .filter(id -> id.startsWith(run + "/"))
                .map(id -> id.substring(run.length() + 1))
                .toList();
    }

    private static String id(Question question) {
        return question.getRun() + "/" + question.getItemId();
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    /** The keys of what waits. */
    private static List<String> waiting() {
        Map<String, Boolean> rows = new HashMap<>();
        ingest.records(Topic.WAITING).forEach(record -> rows.put(key(record), record.value() != null));
        return rows.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<DeadLetter> letters(String run) {
        return ingest.records(Topic.DEAD_LETTERS).stream()
                .map(record -> Wire.of(DeadLetter.class).decode(record.value()))
                .filter(letter -> run.equals(letter.getRun()))
                .toList();
    }
}
