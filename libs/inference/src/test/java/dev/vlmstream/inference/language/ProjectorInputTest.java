package dev.vlmstream.inference.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.Picture;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.VisionLanguageModel;
import dev.vlmstream.inference.bundle.BundleException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a projector reads, against what tools/goldens/projector_input.py recorded. */
class ProjectorInputTest {
    @ParameterizedTest
    @ValueSource(strings = {"emoji-vlm", "tiny-llava"})
    void itIsWhatTheTrainingCutsOff(String bundle) {
        try (VisionLanguageModel model = TestBundles.load(path(bundle))) {
            int compared = 0;
            for (JsonNode line : Demo.lines(Path.of("src", "test", "resources", "golden", "projector_input.jsonl"))) {
                if (line.path("bundle").asText().equals(bundle)) {
                    compare(
                            line,
                            model.projectorInput(
                                    picture(model, line.path("image").asText())));
                    compared++;
                }
            }
            assertThat(compared).isEqualTo(2);
        }
    }

    private static void compare(JsonNode expected, float[][] read) {
        assertThat(read)
                .hasDimensions(
                        expected.at("/shape/0").asInt(), expected.at("/shape/1").asInt());
        double sum = 0;
        for (float[] token : read) {
            for (float value : token) {
                sum += value;
            }
        }
        assertThat(sum / read.length / read[0].length)
                .isCloseTo(expected.path("mean").asDouble(), within(1e-5));
        int width = read[0].length;
        for (int i = 0; i < expected.path("places").size(); i++) {
            int place = expected.path("places").get(i).asInt();
            assertThat((double) read[place / width][place % width])
                    .isCloseTo(expected.path("values").get(i).asDouble(), within(1e-3));
        }
    }

    @Test
    void anotherFamilySaysThatItHasNone() {
        try (VisionLanguageModel tiles = TestBundles.load(TestBundles.path("tiny-smolvlm"))) {
            assertThatThrownBy(() -> tiles.projectorInput(picture(tiles, "images/259_carrot_noto-v1.jpg")))
                    .isInstanceOf(BundleException.class)
                    .hasMessageContaining("no features projector_input");
        }
    }

    private static Picture.Pixels picture(VisionLanguageModel model, String image) {
        return Picture.Pixels.of(Demo.input(model, image));
    }

    private static Path path(String bundle) {
        return bundle.startsWith("tiny")
                ? TestBundles.path(bundle)
                : Demo.models().resolve(bundle);
    }
}
