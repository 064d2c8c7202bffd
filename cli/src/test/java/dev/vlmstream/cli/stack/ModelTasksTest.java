package dev.vlmstream.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.evaluation.Task;
import dev.vlmstream.inference.ModelKind;
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
        assertThat(KnownModel.announced("m", "dual-encoder", List.of()).kind()).isEqualTo(ModelKind.DUAL_ENCODER);
        assertThat(Arrays.stream(ModelKind.values())).allMatch(kind -> ModelKind.of(kind.id()) == kind);
    }
}
