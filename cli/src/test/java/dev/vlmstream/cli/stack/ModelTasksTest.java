package dev.vlmstream.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.schemas.ModelAnnouncement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
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
        assertThat(KnownModel.announced(announcement(), Instant.EPOCH).kind()).isEqualTo(ModelKind.DUAL_ENCODER);
        assertThat(Arrays.stream(ModelKind.values())).allMatch(kind -> ModelKind.of(kind.id()) == kind);
    }

    @Test
    void oneWhoseLeaseIsOverIsAwaySinceItWasHeardOf() {
        Instant now = Instant.ofEpochSecond(91);
        assertThat(KnownModel.announced(announcement(), Instant.ofEpochSecond(90))
                        .awaySince())
                .isEmpty();
        assertThat(KnownModel.announced(announcement(), now).awaySince()).contains(Instant.EPOCH);
    }

    private static ModelAnnouncement announcement() {
        return new ModelAnnouncement("m", "digest", "dual-encoder", List.of(), "embed", "test", 0L, 90_000L);
    }
}
