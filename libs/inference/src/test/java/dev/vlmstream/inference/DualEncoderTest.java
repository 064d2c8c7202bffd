package dev.vlmstream.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DualEncoderTest {

    private static DualEncoder model;

    @BeforeAll
    static void load() {
        model = (DualEncoder) ModelLoader.load(Demo.bundle("emoji-clip"), RuntimeOptions.cpu());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void textsOfUnlikeLengthEmbedAsTheyDoAlone() {
        List<String> texts = List.of("ant", "A photo of a sun behind a large cloud with rain", "", "A photo of a cat");
        float[][] together = model.embedTexts(texts);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(together[i]).hasSize(256);
            assertClose(together[i], model.embedTexts(List.of(texts.get(i)))[0]);
        }
    }

    private static void assertClose(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            assertThat(a[i]).isCloseTo(b[i], Offset.offset(1e-4f));
        }
    }

    @Test
    void cutsTextsThatAreLongerThanTheTower() {
        assertThat(model.embedTexts(List.of("word ".repeat(500)))[0])
                .hasSize(256)
                .doesNotContain(Float.NaN);
    }

    @Test
    void anEnsembleIsTheDirectionOfTheMeanOfUnitVectors() {
        ClassHead ensemble = model.classHead(List.of("cat"), List.of("A photo of a {}", "{}"));
        float[] first =
                model.classHead(List.of("cat"), List.of("A photo of a {}")).weights(0);
        float[] second = model.classHead(List.of("cat"), List.of("{}")).weights(0);
        double length = 0;
        float[] mean = new float[first.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (first[i] + second[i]) / 2;
            length += mean[i] * mean[i];
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= (float) Math.sqrt(length);
        }
        assertClose(ensemble.weights(0), mean);
    }

    @Test
    void scoresAreScaledCosines() {
        ClassHead head = model.classHead(List.of("cat", "dog", "cat"), List.of("A photo of a {}"));
        float[] scores = head.scores(model.embedTexts(List.of("A photo of a cat"))[0]);
        assertThat(scores[0]).isCloseTo(model.logitScale(), Offset.offset(1e-3f));
        assertThat(scores[2]).isEqualTo(scores[0]);
        assertThat(scores[1]).isLessThan(scores[0]);
    }

    @Test
    void refusesATemplateWithoutAPlaceForTheName() {
        assertThatThrownBy(() -> model.classHead(List.of("cat"), List.of("A photo")))
                .hasMessageContaining("no {} for the class name");
    }

    @Test
    void embedsNothingForNothing() {
        assertThat(model.embedImages(List.of())).isEmpty();
        assertThat(model.embedTexts(List.of())).isEmpty();
    }
}
