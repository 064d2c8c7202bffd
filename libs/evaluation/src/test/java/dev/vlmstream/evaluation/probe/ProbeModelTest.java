package dev.vlmstream.evaluation.probe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeModelTest {
    @ParameterizedTest
    @CsvSource({
        "vlm/probe-last, vlm, false, last, false",
        "vlm/mlp-probe-image_embeds-best-epoch, vlm, true, image_embeds, true",
        "org/vlm/probe-mean-best-epoch, org/vlm, false, mean, true"
    })
    void aNameSaysWhatItReadsAndWhoChoseItsEpoch(
            String name, String base, boolean mlp, String features, boolean isBestEpoch) {
        ProbeModel probe = new ProbeModel(base, mlp, features, isBestEpoch);
        assertThat(ProbeModel.of(name)).contains(probe);
        assertThat(probe.name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vlm", "vlm/linear-head", "best-epoch", "probe-last"})
    void otherModelsAreNoProbes(String name) {
        assertThat(ProbeModel.of(name)).isEmpty();
    }
}
