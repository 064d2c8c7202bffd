package dev.vlmstream.preprocessing.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.preprocessing.Goldens;
import dev.vlmstream.preprocessing.ImageException;
import dev.vlmstream.preprocessing.pixels.Extent;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded by tools/goldens/processors.py. */
class ProcessorGoldensTest {
    private static final Path DIRECTORY = Goldens.SHIPPED.resolve("processors");
    private static final Path OPEN = Goldens.SHIPPED.resolve("preprocess-open");

    static Stream<JsonNode> recorded() {
        return Goldens.lines(DIRECTORY.resolve("index.jsonl"));
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void givesTheValuesOfTheReferenceToTheLastBit(JsonNode line) {
        String name = line.get("image").textValue();

        VisionInput input = processor(line.get("processor").textValue()).input(Goldens.bytes(OPEN.resolve(name)), name);

        assertThat(input.shape()).hasSize(line.get("shape").size());
        for (int i = 0; i < input.shape().length; i++) {
            assertThat(input.shape()[i]).isEqualTo(line.get("shape").get(i).intValue());
        }
        if (line.has("grid")) {
            assertThat(input.layout().rows()).isEqualTo(line.get("grid").get(1).intValue());
            assertThat(input.layout().columns())
                    .isEqualTo(line.get("grid").get(2).intValue());
        }
        assertThat(Goldens.sha256(input.pixelValues()))
                .isEqualTo(line.get("sha256").textValue());
    }

    private static ImageProcessor processor(String name) {
        return ImageProcessor.load(DIRECTORY.resolve(name).resolve("preprocessor_config.json"));
    }

    @Test
    void showsPatchesAsThePictureTheyAreCutFrom() {
        byte[] encoded = Goldens.bytes(OPEN.resolve("china.jpg"));
        ImageProcessor processor = processor("qwen2_vl_few_pixels");

        RgbImage view = processor.views(encoded, "china.jpg").get(0);
        ImageLayout layout = processor.input(encoded, "china.jpg").layout();

        assertThat(view.width()).isEqualTo(14 * layout.columns());
        assertThat(view.height()).isEqualTo(14 * layout.rows());
    }

    @Test
    void enlargesWhatIsNarrowerThanAnImageToken() {
        VisionInput input = processor("qwen2_vl").input(Goldens.bytes(OPEN.resolve("one_pixel.png")), "one_pixel.png");

        assertThat(input.shape()).containsExactly(16, 1176);
    }

    @Test
    void refusesWhatIsTooThinForPatches() {
        assertThatThrownBy(() -> new SmartResize(28, 3136, 1 << 20).of(20, 4001, "a.png"))
                .isInstanceOf(ImageException.class)
                .hasMessage("a.png: too thin for this model: 20 x 4001, one side may be 200 times the other");
        assertThat(new SmartResize(28, 3136, 1 << 20).of(20, 4000, "a.png")).isEqualTo(new Extent(28, 4004));
    }
}
