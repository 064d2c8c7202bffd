package dev.vlmstream.scoring.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.Prediction;
import dev.vlmstream.schemas.RunManifest;
import dev.vlmstream.schemas.Score;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.runs.ScoreEntry;
import dev.vlmstream.scoring.service.StreamsSettings.ForgivingTimestamps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clocks that are ahead or behind may say of when something was written, and what it changes: nothing for others. */
class ClocksTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long LEASE = 90_000;

    @TempDir
    private Path directory;

    private ScoreIndex index;
    private ReadModel readModel;
    private long offset;

    @BeforeEach
    void open() {
        index = ScoreIndex.open(directory);
        readModel = new ReadModel(index);
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void aServiceWhoseClockIsBehindIsThereOnceItIsHeard() {
        accept(Topic.MODELS, announcement(now() - HOUR));
        assertThat(readModel.models().get(0).away())
                .as("nothing else is known of it at the start")
                .isTrue();

        readModel.live();
        accept(Topic.MODELS, announcement(now() - HOUR));

        assertThat(readModel.models().get(0).away()).isFalse();
    }

    @Test
    void aRunFromTheFutureIsNotNewerThanThoseThatComeAfterIt() throws InterruptedException {
        readModel.live();
        accept(Topic.RUNS, manifest("future", now() + 1000 * HOUR));
        Thread.sleep(2);
        accept(Topic.RUNS, manifest("next", now()));
        accept(Topic.RUNS, manifest("future", now() + 1000 * HOUR));

        assertThat(readModel.manifests()).extracting(RunManifest::getRun).containsExactly("next", "future");
    }

    @Test
    void answersFromTheFutureOrThePastHideNoOthersFromThoseWhoWatch() {
        accept(Topic.RUNS, manifest("r", now()));
        for (int item = 0; item < 100; item++) {
            accept(Topic.SCORES, score("ahead" + item, now() + HOUR));
        }
        readModel.live();
        for (int item = 0; item < 10; item++) {
            accept(Topic.SCORES, score("behind" + item, now() - HOUR));
        }

        List<ScoreEntry> newest = readModel.run("r").orElseThrow().newest(100);

        assertThat(newest).hasSize(10).extracting(ScoreEntry::item).first().isEqualTo("behind9");
    }

    @Test
    void aRecordFromTheFutureIsWorkedOnAsOneOfNow() {
        ForgivingTimestamps timestamps = new ForgivingTimestamps();

        assertThat(timestamps.extract(stamped(now() + HOUR), 0)).isLessThanOrEqualTo(now());
        assertThat(timestamps.extract(stamped(7), 0)).isEqualTo(7);
        assertThat(timestamps.extract(stamped(-1), 0)).isPositive();
    }

    private static ConsumerRecord<Object, Object> stamped(long timestamp) {
        return new ConsumerRecord<>(
                "t",
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                null,
                new RecordHeaders(),
                Optional.empty());
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private static ModelAnnouncement announcement(long at) {
        return ModelAnnouncement.newBuilder()
                .setModel("clip")
                .setDigest("d")
                .setKind("dual-encoder")
                .setTasks(List.of("zero-shot"))
                .setService("embed")
                .setSoftwareVersion("1")
                .setAnnouncedAt(at)
                .setLeaseMillis(LEASE)
                .build();
    }

    private static RunManifest manifest(String run, long at) {
        RunManifest manifest = Events.manifest(run, "open-world", 4, "m");
        manifest.setCreatedAt(at);
        return manifest;
    }

    private static Score score(String item, long at) {
        Prediction prediction = Events.text("r", item, "m", "cat");
        prediction.setPredictedAt(at);
        return Score.newBuilder()
                .setRun("r")
                .setItemId(item)
                .setModel("m")
                .setTask("open-world")
                .setStatus(Status.ANSWERED)
                .setRules(Map.of("label-inclusion", true))
                .setPrimaryRule("label-inclusion")
                .setPrediction(prediction)
                .setScoredAt(at)
                .build();
    }

    @SuppressWarnings("unchecked")
    private <T extends SpecificRecord> void accept(Topic topic, T event) {
        byte[] value = Wire.of((Class<T>) event.getClass()).encode(event);
        readModel.accept(topic, new ConsumerRecord<>(topic.topicName(), 0, offset++, null, value));
    }
}
