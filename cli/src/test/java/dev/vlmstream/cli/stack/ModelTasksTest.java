package dev.vlmstream.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.rest.AnnouncedModel;
import dev.vlmstream.schemas.ModelAnnouncement;
import dev.vlmstream.schemas.topics.ModelLease;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Inference names tasks by their ids alone; here they meet those that are defined. */
class ModelTasksTest {
    @ParameterizedTest
    @EnumSource
    void whatAKindOfModelCanDoAreTasks(ModelKind kind) {
        assertThat(kind.tasks())
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(Task.of(id)).isNotNull());
    }

    @ParameterizedTest
    @EnumSource
    void everyTaskCanBeDoneBySomeKindOfModel(Task task) {
        assertThat(Arrays.stream(ModelKind.values()))
                .anyMatch(kind -> kind.tasks().contains(task.id()));
    }

    @Test
    void kindsAreAnnouncedByTheirIds() {
        assertThat(KnownModel.announced(found(0)).kind()).isEqualTo(ModelKind.DUAL_ENCODER);
        assertThat(Arrays.stream(ModelKind.values())).allMatch(kind -> ModelKind.of(kind.id()) == kind);
    }

    @Test
    void oneWhoseLeaseIsOverIsAwaySinceItWasHeardOf() {
        assertThat(KnownModel.announced(found(System.currentTimeMillis())).awaySince())
                .isEmpty();
        assertThat(KnownModel.announced(found(0)).awaySince()).contains(Instant.EPOCH);
    }

    private static AnnouncedModel found(long announcedAt) {
        return ModelLease.found(
                        new ConsumerRecord<>("models", 0, 0, new byte[0], new byte[0]),
                        new ModelAnnouncement(
                                "m",
                                "digest",
                                "dual-encoder",
                                List.of(),
                                "embed",
                                "test",
                                announcedAt,
                                90_000L,
                                "",
                                ""))
                .model();
    }
}
