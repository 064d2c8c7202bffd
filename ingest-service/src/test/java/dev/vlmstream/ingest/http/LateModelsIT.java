package dev.vlmstream.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vlmstream.ingest.Samples;
import dev.vlmstream.schemas.DeadLetter;
import dev.vlmstream.schemas.Question;
import dev.vlmstream.schemas.cluster.Cluster;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of two models, of which one is there: its questions do not wait for the other, and are asked once. */
class LateModelsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(120);
    private static final String IMAGE = Base64.getEncoder().encodeToString(Samples.noise(8));

    @TempDir
    static Path data;

    private static IngestStack ingest;

    @BeforeAll
    static void start() throws Exception {
        ingest = IngestStack.start(data, Map.of("vlmstream.manifest-grace", GRACE.toSeconds() + "s"));
        ingest.announce("m");
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @Test
    void theModelThatIsThereIsAskedAndTheOtherMayComeLaterWhateverIsKilled() throws Exception {
        open("late", "later");
        push("late", 0, 6, System.currentTimeMillis());
        send(
                "late",
                "{'run': 'late', 'id': 'bad', 'image_bytes': 'no base64', 'label': 'x'}",
                System.currentTimeMillis());
        await().atMost(PATIENCE).until(() -> of("late", Topic.QUESTIONS).size() >= 6);
        killIngest();
        push("late", 6, 9, System.currentTimeMillis());
        await().atMost(PATIENCE).until(() -> of("late", Topic.QUESTIONS).size() >= 9);
        assertThat(isWorkedOff())
                .as("until the model is there, all is looked at again")
                .isFalse();
        ingest.announce("later");
        await().atMost(PATIENCE).until(LateModelsIT::isWorkedOff);
        assertThat(of("late", Topic.QUESTIONS)).containsExactlyInAnyOrderElementsOf(ids(0, 9));
        assertThat(of("late", Topic.REFERENCES)).containsExactlyInAnyOrderElementsOf(ids(0, 9));
        assertThat(letters("late")).as("the one line that cannot be asked").hasSize(1);
    }

    @Test
    void forAModelThatNeverComesEachItemIsOneDeadLetter() throws Exception {
        open("never", "nobody");
        long almostOver = System.currentTimeMillis() - GRACE.toMillis() + 12_000;
        // Those before are younger.
        for (int i = 0; i < 5; i++) {
            push("never", i, i + 1, almostOver - 1_000 * i);
        }
        await().atMost(PATIENCE).until(() -> of("never", Topic.QUESTIONS).size() >= 5);
        killIngest();
        await().atMost(PATIENCE).until(() -> letters("never").size() >= 5);
        await().atMost(PATIENCE).until(LateModelsIT::isWorkedOff);
        assertThat(of("never", Topic.QUESTIONS)).containsExactlyInAnyOrderElementsOf(ids(0, 5));
        assertThat(letters("never"))
                .allSatisfy(
                        letter -> assertThat(letter.getReason()).contains("no service answers for model \"nobody\""))
                .extracting(DeadLetter::getItemId)
                .containsExactlyInAnyOrderElementsOf(ids(0, 5));
    }

    private static void open(String run, String second) throws Exception {
        send(
                run,
                "{'run': '" + run + "', 'task': 'open-world', 'models': ['m', '" + second + "']}",
                System.currentTimeMillis());
        await().atMost(PATIENCE)
                .until(() -> ingest.records(Topic.RUNS).stream()
                        .anyMatch(record -> new String(record.key(), StandardCharsets.UTF_8).equals(run)));
    }

    private static void killIngest() {
        ingest.processes().kill("ingest");
        await().atMost(PATIENCE)
                .until(() -> ingest.processes().services().stream()
                        .allMatch(service -> service.ready() || !service.name().equals("ingest")));
    }

    private static void push(String run, int from, int to, long writtenAt) throws Exception {
        for (String id : ids(from, to)) {
            send(
                    run,
                    "{'run': '" + run + "', 'id': '" + id + "', 'image_bytes': '" + IMAGE + "', 'label': 'x'}",
                    writtenAt);
        }
    }

    /** All into one partition, in their order. */
    private static void send(String run, String json, long writtenAt) throws Exception {
        ingest.write(Topic.ITEMS, run, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), writtenAt);
    }

    private static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "item-" + i).toList();
    }

    /** Ids of a run's items that are in a topic. */
    private static List<String> of(String run, Topic topic) {
        return ingest.records(topic).stream()
                .map(record -> topic == Topic.QUESTIONS
                        ? id(Wire.of(Question.class).decode(record.value()))
                        : new String(record.key(), StandardCharsets.UTF_8))
                .filter(id -> id.startsWith(run + "/"))
                .map(id -> id.substring(run.length() + 1))
                .toList();
    }

    private static String id(Question question) {
        return question.getRun() + "/" + question.getItemId();
    }

    private static List<DeadLetter> letters(String run) {
        return ingest.records(Topic.DEAD_LETTERS).stream()
                .map(record -> Wire.of(DeadLetter.class).decode(record.value()))
                .filter(letter -> run.equals(letter.getRun()))
                .toList();
    }

    private static boolean isWorkedOff() throws Exception {
        Cluster cluster = ingest.processes().cluster();
        try (Admin admin = Admin.create(cluster.client(Map.of()))) {
            long committed = admin
                    .listConsumerGroupOffsets(cluster.names().group("ingest"))
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(offset -> offset.offset())
                    .sum();
            return committed == ingest.records(Topic.ITEMS).size();
        }
    }
}
