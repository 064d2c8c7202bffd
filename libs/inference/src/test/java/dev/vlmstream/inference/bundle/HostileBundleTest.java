package dev.vlmstream.inference.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles whose settings ask for what no model is: refused when they are loaded, naming file and key. */
class HostileBundleTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private Path bundle;

    @BeforeEach
    void copy() {
        bundle = TestBundles.copy("tiny-llava-next", directory);
    }

    private void set(String file, String pointer, Object value) throws IOException {
        Path path = bundle.resolve(file);
        ObjectNode root = (ObjectNode) JSON.readTree(path.toFile());
        int last = pointer.lastIndexOf('/');
        ((ObjectNode) (last > 0 ? root.at(pointer.substring(0, last)) : root))
                .set(pointer.substring(last + 1), JSON.valueToTree(value));
        JSON.writeValue(path.toFile(), root);
    }

    private void assertRefused(String file, String reason) {
        assertThatThrownBy(() -> ModelLoader.load(BundleFinder.open(bundle), RuntimeOptions.cpu()))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(file)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "/vision_config/image_size, 1000000000",
        "/vision_config/image_size, 99999999999999999999",
        "/vision_config/image_size, -1",
        "/vision_config/patch_size, 0",
        "/text_config/max_position_embeddings, -2147483648",
    })
    void sizesThatNoModelHas(String key, String value) throws IOException {
        set("config.json", key, new BigInteger(value));
        assertRefused("config.json", "must be from 1 to");
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-gemma3, config.json, /mm_tokens_per_image, must be from 1 to",
        "tiny-gemma3, preprocessor_config.json, /size/height, must be a whole number of pixels",
        "tiny-paligemma2, preprocessor_config.json, /image_seq_length, must be 1 to 65536",
        "tiny-paligemma2, preprocessor_config.json, /size/width, must be a whole number of pixels",
    })
    void sizesThatNoModelOfTheFamilyHas(String name, String file, String key, String reason) throws IOException {
        bundle = TestBundles.copy(name, directory);
        set(file, key, 100_000_000);
        assertRefused(file, reason);
    }

    @Test
    void picturesThatNoHeapHolds() throws IOException {
        set("preprocessor_config.json", "/crop_size", Map.of("height", 16_384, "width", 16_384));
        set("preprocessor_config.json", "/image_grid_pinpoints", List.of(List.of(16_384, 16_384)));
        assertRefused("preprocessor_config.json", "MiB");
    }

    @ParameterizedTest
    @CsvSource({
        "processor_config.json, /image_seq_length, 100000, 'tokens of an image, must be 1 to'",
        "config.json, /image_seq_length, -4, 'must be from 1 to'",
        "preprocessor_config.json, /max_patches, 1000000000, 'must be a whole number of tiles, 1 to 1024'",
        "preprocessor_config.json, /size/height, 16384, MiB",
    })
    void tilesWithoutEnd(String file, String key, int value, String reason) throws IOException {
        bundle = TestBundles.copy("tiny-internvl3", directory);
        if (file.equals("config.json")) {
            Files.delete(bundle.resolve("processor_config.json"));
        }
        set("preprocessor_config.json", "/size/width", value == 16_384 ? value : 112);
        set(file, key, value);
        assertRefused(file.equals("processor_config.json") ? "tiny-internvl3" : file, reason);
    }

    @Test
    void settingsWithoutEnd() throws IOException {
        Files.writeString(bundle.resolve("tokenizer_config.json"), "{\"a\": \"" + "a".repeat(5_000_000) + "\"}");
        assertRefused("tokenizer_config.json", "more than the 4194304 bytes");
    }

    @Test
    void settingsNestedWithoutEnd() throws IOException {
        Files.writeString(bundle.resolve("generation_config.json"), "{\"a\": " + "[".repeat(100_000));
        assertRefused("generation_config.json", "nesting depth");
    }

    @Test
    void beamsWithoutEnd() throws IOException {
        set("generation_config.json", "/num_beams", 1_000_000_000);
        assertRefused("generation_config.json", "num_beams is 1000000000, must be 1 to 128");
    }

    @Test
    void templatesWithoutEnd() throws IOException {
        Files.writeString(
                bundle.resolve("chat_template.jinja"),
                "{% for i in range(1000) %}{% for j in range(1000) %}x{% endfor %}{% endfor %}");
        assertRefused("chat_template.jinja", "more than 2000 steps");
    }

    @Test
    void filesElsewhere() throws IOException {
        Path canary = Files.writeString(directory.resolve("canary.json"), "{}");
        BundleDirectory files = BundleDirectory.open(bundle);

        assertThat(canary).exists();
        assertThatThrownBy(() -> files.json("../canary.json"))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("\"../canary.json\" lies outside the bundle");
    }
}
