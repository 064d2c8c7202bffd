package dev.vlmstream.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OpenGoldensTest {
    private static final Path DIRECTORY = Goldens.SHIPPED.resolve("preprocess-open");
    /** As several writers write them, see tools/goldens/image_formats.py. */
    private static final Path FOREIGN = Goldens.SHIPPED.resolve("foreign");

    static Stream<JsonNode> readable() {
        return Goldens.lines(DIRECTORY.resolve("index.jsonl")).filter(line -> !line.has("error"));
    }

    static Stream<JsonNode> foreign() {
        return Goldens.lines(FOREIGN.resolve("index.jsonl"));
    }

    static Stream<String> damaged() {
        return Goldens.lines(DIRECTORY.resolve("index.jsonl"))
                .filter(line -> line.has("error"))
                .map(line -> line.get("image").textValue());
    }

    static Stream<Arguments> outputs() {
        return readable()
                .flatMap(line -> line.get("outputs").properties().stream()
                        .map(output -> Arguments.of(
                                line.get("image").textValue(),
                                output.getKey(),
                                output.getValue().textValue())));
    }

    @ParameterizedTest
    @MethodSource("readable")
    void decodesWhatPillowDecodes(JsonNode line) {
        assertDecoded(DIRECTORY, line);
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void decodesWhatOtherWritersWrite(JsonNode line) {
        assertDecoded(FOREIGN, line);
    }

    private static void assertDecoded(Path directory, JsonNode line) {
        String name = line.get("image").textValue();

        RgbImage image = ImageDecoder.decode(Goldens.bytes(directory.resolve(name)), name, ImageLimits.DEFAULT);

        assertThat(image.sourceMode()).isEqualTo(line.get("mode").textValue());
        assertThat(image.width()).isEqualTo(line.get("size").get(0).intValue());
        assertThat(image.height()).isEqualTo(line.get("size").get(1).intValue());
        assertThat(image.sha256()).isEqualTo(line.get("decoded_rgb_sha256").textValue());
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void showsTheModelThePixelsOfTheReference(String name, String pipeline, String sha256) {
        ImageProcessor processor =
                Goldens.pipeline(Goldens.SHIPPED.resolve("pipelines").resolve(pipeline));

        RgbImage view =
                processor.views(Goldens.bytes(DIRECTORY.resolve(name)), name).get(0);

        assertThat(view.sha256()).isEqualTo(sha256);
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void refusesDamagedFilesByName(String name) {
        byte[] encoded = Goldens.bytes(DIRECTORY.resolve(name));

        assertThatThrownBy(() -> ImageDecoder.decode(encoded, name, ImageLimits.DEFAULT))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(name + ": ");
    }
}
