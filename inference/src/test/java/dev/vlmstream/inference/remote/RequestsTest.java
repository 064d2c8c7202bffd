package dev.vlmstream.inference.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.image.ImageDecoder;
import dev.vlmstream.inference.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path IMAGES = Path.of("src/test/resources/image");
    private static final Pattern DATA = Pattern.compile("(?:base64,|\"data\"\\s*:\\s*\")([A-Za-z0-9+/=]{100,})");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4-turbo, OPENAI_API_KEY",
        "anthropic, claude-3-opus-20240229, ANTHROPIC_API_KEY",
        "gemini, gemini-pro-vision, GOOGLE_API_KEY"
    })
    void aRequestIsWrittenAsTheApiDocumentsIt(String api, String model, String variable) throws IOException {
        byte[] jpeg = Files.readAllBytes(IMAGES.resolve("emoji/000_grinning-face_twemoji.jpg"));
        String golden = Files.readString(Path.of("src/test/resources/api-requests", api + ".json"))
                .replace("$IMAGE", Base64.getEncoder().encodeToString(jpeg));
        assertIsWritten(golden, api, model, variable);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4-turbo, OPENAI_API_KEY",
        "anthropic, claude-3-opus-20240229, ANTHROPIC_API_KEY",
        "gemini, gemini-pro-vision, GOOGLE_API_KEY"
    })
    void theStudysPhotoIsSentAsInTheSharedRecordings(String api, String model, String variable) throws IOException {
        String given = System.getenv("VLMSTREAM_SHARED");
        Path golden = Path.of(given == null ? "../../shared" : given).resolve("golden/api/" + api + "/request.json");
        assumeTrue(
                Files.isRegularFile(golden),
                "no " + golden + ": set VLMSTREAM_SHARED to the directory of shared material");
        assertIsWritten(Files.readString(golden), api, model, variable);
    }

    private void assertIsWritten(String golden, String api, String model, String variable) throws IOException {
        JsonNode expected = JSON.readTree(golden);
        Matcher data = DATA.matcher(golden);
        assertThat(data.find()).isTrue();
        byte[] image = Base64.getDecoder().decode(data.group(1));
        RemoteConfig config =
                TestModel.of(directory).with("api", api).with("model", model).config();
        ApiFormat format = config.api().format();

        ObjectNode body = format.request(
                config,
                new ApiFormat.Prompt(
                        "What type of object is in this photo?",
                        RequestImage.of(image, "photo", format.imageTypes(), ImageLimits.DEFAULT),
                        config.sampling().maxNewTokens()));

        assertThat(JSON.readTree(JSON.writeValueAsBytes(body))).isEqualTo(expected.get("body"));
        assertThat(format.address(config)).hasToString(expected.get("url").asText());
        Map<String, String> headers = new HashMap<>(format.headers(ApiKey.of("$" + variable, "here")));
        headers.put("content-type", "application/json");
        assertThat(headers).isEqualTo(JSON.convertValue(expected.get("headers"), Map.class));
    }

    @Test
    void anImageOfAFormatThatTheApiDoesNotTakeIsSentAsPngOfTheSamePixels() throws IOException {
        for (String file : new String[] {"coffee.bmp", "coffee.tiff", "astronaut.gif"}) {
            byte[] bytes = Files.readAllBytes(IMAGES.resolve("preprocess-open").resolve(file));
            RequestImage image =
                    RequestImage.of(bytes, file, Api.GEMINI.format().imageTypes(), ImageLimits.DEFAULT);
            assertThat(image.mediaType()).isEqualTo("image/png");
            assertThat(pixels(Base64.getDecoder().decode(image.base64()), file)).isEqualTo(pixels(bytes, file));
        }
    }

    @Test
    void anImageGoesByItsBytesNotByItsName() throws IOException {
        byte[] png = Files.readAllBytes(IMAGES.resolve("preprocess-open/one_pixel.png"));
        assertThat(RequestImage.of(png, "photo.jpg", Set.of("image/png"), ImageLimits.DEFAULT)
                        .dataUrl())
                .isEqualTo("data:image/png;base64," + Base64.getEncoder().encodeToString(png));
    }

    @Test
    void aModelThatRefusesATemperatureIsNotSentOne() throws IOException {
        RemoteConfig config = TestModel.of(directory)
                .with("temperature", null)
                .with("token_limit_key", "max_completion_tokens")
                .config();
        ObjectNode body = config.api().format().request(config, new ApiFormat.Prompt("Why?", null, 7));
        assertThat(body.has("temperature")).isFalse();
        assertThat(body.has("max_tokens")).isFalse();
        assertThat(body.get("max_completion_tokens").asInt()).isEqualTo(7);
    }

    private static String pixels(byte[] encoded, String name) {
        return ImageDecoder.decode(encoded, name, ImageLimits.DEFAULT).sha256();
    }
}
