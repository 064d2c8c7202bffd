package dev.vlmstream.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTypeTest {
    @ParameterizedTest
    @CsvSource({
        "ÿØÿà, image/jpeg",
        "\u0089PNG1234, image/png",
        "GIF89a, image/gif",
        "RIFF1234WEBPVP8, image/webp",
        "BM1234, image/bmp",
        "'\0\0\1\0', image/x-icon",
        "P6 1 1 255, application/octet-stream",
        "<svg onload=x>, application/octet-stream",
        "G, application/octet-stream"
    })
    void typesAreToldByTheFirstBytes(String start, String type) {
        assertThat(ImageType.of(start.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(type);
    }
}
