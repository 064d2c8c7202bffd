package dev.vlmstream.inference.remote.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.remote.TestModel;
import dev.vlmstream.preprocessing.ImageDecoder;
import dev.vlmstream.preprocessing.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
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
    private static final Path IMAGES = TestBundles.pictures().resolve("image");
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
        Path golden = Path.of(given == null ? "../../../shared" : given).resolve("golden/api/" + api + "/request.json");
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
                        RemoteGeneration.of(config)));

        assertThat(JSON.readTree(JSON.writeValueAsBytes(body))).isEqualTo(expected.get("body"));
        assertThat(format.address(config)).hasToString(expected.get("url").asText());
        Map<String, String> headers = new HashMap<>(format.headers(ApiKey.of("$" + variable, "here")));
        headers.put("content-type", "application/json");
        assertThat(headers).isEqualTo(JSON.convertValue(expected.get("headers"), Map.class));
    }

    /** As chat templates are filled for an exported bundle; the vendor gets the study's order. */
    @ParameterizedTest
    @CsvSource({
        ", , text",
        ", true, image_url",
        "http://localhost:8000/v1, , image_url",
        "http://localhost:8000/v1, false, text"
    })
    void anOwnServerGetsTheImageFirst(String address, Boolean imageFirst, String first) throws IOException {
        TestModel model = TestModel.of(directory).with("api", "openai");
        model = address == null ? model : model.with("base_url", address);
        model = imageFirst == null ? model : model.with("image_first", imageFirst);
        RemoteConfig config = model.config();
        byte[] jpeg = Files.readAllBytes(IMAGES.resolve("emoji/000_grinning-face_twemoji.jpg"));
        RequestImage image = RequestImage.of(jpeg, "photo", Set.of("image/jpeg"), ImageLimits.DEFAULT);
        JsonNode content = config.api()
                .format()
                .request(config, new ApiFormat.Prompt("What is it?", image, RemoteGeneration.of(config)))
                .at("/messages/0/content");
        assertThat(content).hasSize(2);
        assertThat(content.get(0).path("type").asText()).isEqualTo(first);
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
        ObjectNode body = config.api().format().request(config, prompt(config, Map.of("max_new_tokens", "7")));
        assertThat(body.has("temperature")).isFalse();
        assertThat(body.has("max_tokens")).isFalse();
        assertThat(body.get("max_completion_tokens").asInt()).isEqualTo(7);
    }

    private static ApiFormat.Prompt prompt(RemoteConfig config, Map<String, String> settings) {
        return new ApiFormat.Prompt("Why?", null, RemoteGeneration.of(config, settings));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai    | {\"temperature\":0.5,\"top_p\":0.9,\"seed\":7,\"stop\":[\"\\n\",\"###\"],\"max_tokens\":9}",
                "anthropic | {\"temperature\":0.5,\"top_p\":0.9,\"top_k\":40,\"stop_sequences\":[\"\\n\",\"###\"],"
                        + "\"max_tokens\":9}",
                "gemini    | {\"generationConfig\":{\"temperature\":0.5,\"topP\":0.9,\"topK\":40,\"seed\":7,"
                        + "\"stopSequences\":[\"\\n\",\"###\"],\"maxOutputTokens\":9}}"
            })
    void aRunsSettingsAreSentUnderTheApisNames(String api, String expected) throws IOException {
        RemoteConfig config = TestModel.of(directory).with("api", api).config();
        Map<String, String> settings = new HashMap<>(
                Map.of("do_sample", "true", "temperature", "0.5", "top_p", "0.9", "stop_strings", "[\"\\n\",\"###\"]"));
        settings.put("max_new_tokens", "9");
        settings.put("num_beams", "1");
        if (!api.equals("openai")) {
            settings.put("top_k", "40");
        }
        if (!api.equals("anthropic")) {
            settings.put("seed", "7");
        }

        ObjectNode body = config.api().format().request(config, prompt(config, settings));

        body.remove(List.of("model", "messages", "contents"));
        assertThat(JSON.readTree(JSON.writeValueAsBytes(body))).isEqualTo(JSON.readTree(expected));
    }

    @Test
    void greedyIsTemperatureZeroAndSamplingWithoutATemperatureLeavesItToTheApi() throws IOException {
        RemoteConfig config = TestModel.of(directory).with("temperature", 0.3).config();
        assertThat(RemoteGeneration.of(config).temperature()).isEqualTo(0.3);
        assertThat(RemoteGeneration.of(config, Map.of("do_sample", "false")).temperature())
                .isZero();
        assertThat(RemoteGeneration.of(config, Map.of("do_sample", "true")).temperature())
                .isNull();
        assertThat(config.describe(
                        RemoteGeneration.of(config, Map.of("seed", "7", "stop_strings", "END", "max_new_tokens", "5"))))
                .isEqualTo("remote openai test-1 temperature=0.3 seed=7 stop_strings=[\"END\"] max_new_tokens=5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai    | num_beams      | 5                       | the openai API has no setting num_beams; it has [do_sample,",
                "openai    | top_k          | 5                       | the openai API has no setting top_k",
                "anthropic | seed           | 7                       | the anthropic API has no setting seed",
                "openai    | stop_strings   | [\"a\",\"b\",\"c\",\"d\",\"e\"] | stop_strings are 5; the openai API takes 4 at most",
                "gemini    | temperature    | 3                       | temperature is 3.0, must be within 0 and 2",
                "gemini    | max_new_tokens | 1.5                     | max_new_tokens must be a whole number, is 1.5",
                "gemini    | stop_strings   | [1]                     | stop_strings must be texts, has 1"
            })
    void aSettingThatTheApiDoesNotHaveOrThatIsWrongIsNamed(String api, String name, String value, String message)
            throws IOException {
        RemoteConfig config = TestModel.of(directory).with("api", api).config();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RemoteGeneration.of(config, Map.of(name, value)))
                .withMessageContaining(message);
    }

    private static String pixels(byte[] encoded, String name) {
        return ImageDecoder.decode(encoded, name, ImageLimits.DEFAULT).sha256();
    }
}
