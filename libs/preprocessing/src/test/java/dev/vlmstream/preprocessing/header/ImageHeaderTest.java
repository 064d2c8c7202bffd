package dev.vlmstream.preprocessing.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** headers.jsonl: beginnings of image files of all kinds, with the format and size that Pillow 11.2 reads in them. */
class ImageHeaderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<JsonNode> headers() {
        return lines(Path.of("src/test/resources/headers.jsonl"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void formatAndSizeAreThoseThatPillowReads(JsonNode recorded) throws IOException {
        ImageHeader header = ImageHeader.probe(recorded.get("bytes").binaryValue());
        assertThat(header.format().id()).isEqualTo(recorded.get("format").textValue());
        assertThat(header.width()).isEqualTo(recorded.get("width").intValue());
        assertThat(header.height()).isEqualTo(recorded.get("height").intValue());
        assertThat(header.decodingBytes()).isGreaterThanOrEqualTo(3L * header.width() * header.height());
    }

    @ParameterizedTest
    @MethodSource("headers")
    void everyBeginningIsReadRightOrRefusedForAReason(JsonNode recorded) throws IOException {
        byte[] bytes = recorded.get("bytes").binaryValue();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            try {
                assertThat(ImageHeader.probe(cut).width())
                        .isEqualTo(recorded.get("width").intValue());
            } catch (InvalidImageException e) {
                assertThat(e).hasMessageMatching("(?s).*(cut off|empty|not an image).*");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("headers")
    void damagedBytesAreNeverAnythingButRefused(JsonNode recorded) throws IOException {
        byte[] bytes = recorded.get("bytes").binaryValue();
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(Math.min(64, damaged.length))] = (byte) random.nextInt(256);
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                ImageHeader header = ImageHeader.probe(damaged);
                assertThat((long) header.width() * header.height()).isPositive();
            } catch (InvalidImageException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', the image is empty (0 bytes)",
        "'This is not an image.', 'text, not an image'",
        "'BMW is a car maker.', 'text, not an image'",
        "'<!DOCTYPE html><html><body>404</body></html>', 'HTML, not an image'",
        "'\u0000\u0001\u0002', 'data of an unknown format, not an image'",
        "'\u0000\u0000\u0000\u0024ftypheic', 'HEIC is not read: convert it, as with magick mogrify -format jpg'",
        "'\u0000\u0000\u0000\u0020ftypavif', 'AVIF is not read: convert it'",
        "'\u0000\u0000\u0000\u000cjP  \r\n', 'JPEG 2000 is not read: convert it'",
        "'P7\nWIDTH 2\n', 'PAM is not read: convert it'",
        "'P6 is a road.', 'text, not an image'",
    })
    void whatIsNoImageIsRefusedForWhatItIs(String content, String reason) {
        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> ImageHeader.probe(content.getBytes(StandardCharsets.ISO_8859_1)))
                .withMessageStartingWith(reason);
    }

    @Test
    void anImageWithoutPixelsIsRefused() {
        assertThatExceptionOfType(InvalidImageException.class)
                .isThrownBy(() -> ImageHeader.probe("GIF89a\0\0\5\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1)))
                .withMessage("gif header says 0 × 5 pixels");
    }

    /** Needs the recorded pictures, which are not part of the project. */
    @ParameterizedTest
    @CsvSource({"preprocess-open, 30", "preprocess, 1"})
    void recordedPicturesHaveTheirRecordedSizes(String folder, int atLeast) {
        Path golden = shared().resolve("golden").resolve(folder);
        assumeTrue(
                Files.isDirectory(golden),
                () -> "no recorded pictures: " + golden + " is missing; set VLMSTREAM_SHARED to check against them");
        long checked = lines(golden.resolve("index.jsonl"))
                .filter(line -> line.hasNonNull("size"))
                .peek(line -> assertThat(size(golden.resolve(line.get("image").textValue())))
                        .as(line.get("image").textValue())
                        .isEqualTo(line.get("size").toString()))
                .count();
        assertThat(checked).isGreaterThanOrEqualTo(atLeast);
    }

    private static Path shared() {
        String set = System.getenv("VLMSTREAM_SHARED");
        return Path.of(set == null ? "../../../shared" : set);
    }

    private static String size(Path image) {
        try {
            ImageHeader header = ImageHeader.probe(Files.readAllBytes(image));
            return "[" + header.width() + "," + header.height() + "]";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().map(ImageHeaderTest::json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
