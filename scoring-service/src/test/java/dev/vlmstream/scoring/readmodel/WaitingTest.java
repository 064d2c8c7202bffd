package dev.vlmstream.scoring.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.Absence;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.Waiting;
import dev.vlmstream.schemas.topics.Topic;
import dev.vlmstream.schemas.wire.Wire;
import dev.vlmstream.scoring.Events;
import dev.vlmstream.scoring.index.ScoreIndex;
import dev.vlmstream.scoring.runs.Completeness;
import dev.vlmstream.scoring.runs.RunView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits, as the topics say. */
class WaitingTest {
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
    void aRecordWaitsUntilItsNoteIsRemovedHoweverOftenItIsNoted() {
        accept(Topic.WAITING, "items-0-7", new Waiting("r", "items", 0, 7L, null));
        accept(Topic.WAITING, "items-0-8", new Waiting("r", "items", 0, 8L, null));
        accept(Topic.WAITING, "items-0-9", new Waiting(null, "items", 0, 9L, null));
        accept(Topic.WAITING, "items-0-7", new Waiting("r", "items", 0, 7L, null));
        assertThat(readModel.waiting()).isEqualTo(Map.of("r", 2L, "", 1L));
        accept(Topic.WAITING, "items-0-7", null);
        accept(Topic.WAITING, "items-0-9", null);
        assertThat(readModel.waiting()).isEqualTo(Map.of("r", 1L));
    }

    @Test
    void aRunWaitsForAModelUntilAServiceAnnouncesItOrItGoesOnWithout() {
        accept(Topic.RUNS, "r", Events.manifest("r", "open-world", 4, "m", "n"));
        accept(Topic.RUNS, "s", Events.manifest("s", "open-world", 4, "n"));
        assertThat(readModel.lateModels()).isEqualTo(Map.of("r", List.of("m", "n"), "s", List.of("n")));
        accept(Topic.MODELS, "m", announcement());
        assertThat(readModel.lateModels()).isEqualTo(Map.of("r", List.of("n"), "s", List.of("n")));

        accept(Topic.ABSENCES, "r/n", new Absence("r", "n", 1L));
        assertThat(readModel.lateModels()).isEqualTo(Map.of("s", List.of("n")));
        assertThat(run("r").awaited()).containsExactly("m");
        assertThat(run("r").absent()).containsExactly("n");
        accept(Topic.ABSENCES, "r/n", null);
        assertThat(run("r").awaited()).containsExactly("m", "n");
        assertThat(run("r").absent()).isEmpty();
    }

    @Test
    void aRunWithoutAnyModelIsNotComplete() {
        accept(Topic.RUNS, "r", Events.manifest("r", "open-world", 4, "n"));
        accept(Topic.ABSENCES, "r/n", new Absence("r", "n", 1L));
        assertThat(Completeness.of(run("r")).problem()).contains("none of its models was announced in time: n");
        accept(Topic.ABSENCES, "r/n", null);
        assertThat(Completeness.of(run("r")).problem()).isNull();
    }

    private RunView run(String run) {
        return readModel.run(run).orElseThrow();
    }

    private static ModelAnnouncement announcement() {
        return ModelAnnouncement.newBuilder()
                .setModel("m")
                .setDigest("d")
                .setKind("vision-language")
                .setTasks(List.of("open-world"))
                .setService("decode")
                .setSoftwareVersion("1")
                .setAnnouncedAt(1)
                .setLeaseMillis(1)
                .build();
    }

    @SuppressWarnings("unchecked")
    private <T extends SpecificRecord> void accept(Topic topic, String key, @Nullable T event) {
        byte[] value =
                event == null ? null : Wire.of((Class<T>) event.getClass()).encode(event);
        readModel.accept(
                topic,
                new ConsumerRecord<>(topic.topicName(), 0, offset++, key.getBytes(StandardCharsets.UTF_8), value));
    }
}
