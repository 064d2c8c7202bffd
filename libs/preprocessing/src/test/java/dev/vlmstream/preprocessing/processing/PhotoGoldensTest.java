package dev.vlmstream.preprocessing.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.preprocessing.Goldens;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ImageNet's photos may not be shipped; these run where the shared material is. */
class PhotoGoldensTest {
    private static final Path GOLDEN = Goldens.shared().resolve("golden");

    @BeforeAll
    static void requirePhotos() {
        assumeTrue(
                Files.isDirectory(GOLDEN.resolve("preprocess")),
                "no photos at " + GOLDEN + ": set VLMSTREAM_SHARED to the directory of shared material");
    }

    @Test
    void showsTheModelThePixelsOfTheReference() {
        Goldens.lines(GOLDEN.resolve("preprocess/index.jsonl"))
                .forEach(line -> line.get("outputs")
                        .properties()
                        .forEach(output -> check(line.get("image").textValue(), output.getKey(), output.getValue())));
    }

    private static void check(String name, String pipeline, JsonNode expected) {
        Path torchvision = Goldens.SHIPPED.resolve("pipelines").resolve(pipeline + "_torchvision");
        Path directory = Files.exists(torchvision)
                ? torchvision
                : Goldens.SHIPPED.resolve("pipelines").resolve(pipeline);
        ImageProcessor processor = Goldens.pipeline(directory);

        RgbImage view = processor
                .views(Goldens.bytes(GOLDEN.resolve("preprocess").resolve(name)), name)
                .get(0);

        assertThat(view.sha256())
                .as("%s through %s", name, pipeline)
                .isEqualTo(expected.get("rgb_sha256").textValue());
    }

    @Test
    void givesTheClassifierTheValuesOfTheReference() {
        ImageProcessor processor =
                ImageProcessor.load(Goldens.shared().resolve("models/efficientnet-lite0/preprocessor_config.json"));
        Goldens.lines(GOLDEN.resolve("models/efficientnet-lite0/index.jsonl"))
                .filter(line -> line.path("pixel_values").has("float32_sha256"))
                .forEach(line -> {
                    String name = line.get("image").textValue();

                    float[] values = processor
                            .input(Goldens.bytes(Goldens.shared().resolve(name)), name)
                            .pixelValues();

                    assertThat(Goldens.sha256(values))
                            .as(name)
                            .isEqualTo(line.get("pixel_values")
                                    .get("float32_sha256")
                                    .textValue());
                });
    }
}
