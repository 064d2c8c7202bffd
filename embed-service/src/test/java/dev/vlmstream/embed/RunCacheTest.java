package dev.vlmstream.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.schemas.RunManifest;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunCacheTest {
    private final RunCache<String> cache = new RunCache<>();
    private int derived;

    @Test
    void runsWithTheSameClassesAndTemplatesShareWhatWasDerived() {
        assertThat(get(Samples.manifest("a", List.of("cat")))).isEqualTo("a");
        assertThat(get(Samples.manifest("b", List.of("cat")))).isEqualTo("a");
        assertThat(derived).isOne();
    }

    @Test
    void otherClassesOrTheirOrderOrTemplatesAreDerivedAnew() {
        RunManifest templates = Samples.manifest("d", List.of("cat", "dog"));
        templates.setTemplates(List.of("a drawing of a {}"));
        get(Samples.manifest("a", List.of("cat", "dog")));
        get(Samples.manifest("b", List.of("dog", "cat")));
        get(templates);
        assertThat(derived).isEqualTo(3);
    }

    @Test
    void goingBetweenRunsDerivesNothingTwice() {
        RunManifest one = Samples.manifest("a", List.of("cat"));
        RunManifest other = Samples.manifest("b", List.of("dog"));
        for (int i = 0; i < 3; i++) {
            assertThat(get(one)).isEqualTo("a");
            assertThat(get(other)).isEqualTo("b");
        }
        assertThat(derived).isEqualTo(2);
    }

    @Test
    void forgetsTheRunThatWasNotUsedForLongest() {
        for (int i = 0; i < 9; i++) {
            get(Samples.manifest("r" + i, List.of("class" + i)));
        }
        get(Samples.manifest("r8", List.of("class8")));
        assertThat(derived).isEqualTo(9);
        get(Samples.manifest("r0", List.of("class0")));
        assertThat(derived).isEqualTo(10);
    }

    @Test
    void whatFailedIsTriedAgain() {
        RunManifest manifest = Samples.manifest("a", List.of("cat"));
        assertThatThrownBy(() -> cache.get(manifest, m -> {
                    throw new IllegalArgumentException("no");
                }))
                .hasMessage("no");
        assertThat(get(manifest)).isEqualTo("a");
    }

    private String get(RunManifest manifest) {
        return cache.get(manifest, m -> {
            derived++;
            return m.getRun();
        });
    }
}
