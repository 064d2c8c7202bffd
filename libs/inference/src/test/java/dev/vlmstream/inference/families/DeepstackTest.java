package dev.vlmstream.inference.families;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.loading.BundleFinder;
import dev.vlmstream.inference.loading.ModelLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles of which one file knows of other layers than the others are refused: their answers would be of no model. */
class DeepstackTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DECODER = "onnx/decoder_model_merged.onnx";
    private static final String ENCODER = "onnx/vision_encoder.onnx";

    @TempDir
    Path directory;

    private Path bundle;

    @BeforeEach
    void copy() {
        bundle = TestBundles.copy("tiny-qwen3-vl", directory);
    }

    private void configure(Consumer<ObjectNode> change) throws IOException {
        Path file = bundle.resolve("config.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        change.accept(config);
        JSON.writeValue(file.toFile(), config);
    }

    /** Names of one length, so that the file stays a graph. */
    private void rename(String file, String name, String other) throws IOException {
        Path path = bundle.resolve(file);
        String bytes = Files.readString(path, StandardCharsets.ISO_8859_1);
        Files.writeString(path, bytes.replace(name, other), StandardCharsets.ISO_8859_1);
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> ModelLoader.load(BundleFinder.open(bundle), TestBundles.ONE_THREAD)
                        .close())
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aConfigurationThatDoesNotTell() throws IOException {
        configure(config -> ((ObjectNode) config.get("vision_config")).remove("deepstack_visual_indexes"));
        assertRefused("config.json: key \"vision_config.deepstack_visual_indexes\" is missing or not a list", "copy");
    }

    @Test
    void aConfigurationOfMoreLayers() throws IOException {
        configure(config -> ((ObjectNode) config.get("vision_config"))
                .set("deepstack_visual_indexes", JSON.valueToTree(List.of(0, 1, 2))));
        assertRefused("takes 2 inputs deepstack_embeds_N, but 3 are what vision_config", "export all graphs");
    }

    @Test
    void anotherFamilysDecoder() throws IOException {
        Files.copy(
                TestBundles.path("tiny-qwen2.5-vl").resolve(DECODER),
                bundle.resolve(DECODER),
                StandardCopyOption.REPLACE_EXISTING);
        assertRefused("decoder_model_merged takes 0 inputs deepstack_embeds_N, but 2 are what", "export all graphs");
    }

    @Test
    void aDecoderForAnotherFamily() throws IOException {
        Path other = TestBundles.copy("tiny-qwen2.5-vl", directory);
        Files.copy(bundle.resolve(DECODER), other.resolve(DECODER), StandardCopyOption.REPLACE_EXISTING);
        bundle = other;
        assertRefused("takes 2 inputs deepstack_embeds_N, but 0 are what a qwen2_5_vl has", "export all graphs");
    }

    @Test
    void aDecoderThatLeavesALayerOut() throws IOException {
        rename(DECODER, "deepstack_embeds_1", "deepstack_embeds_7");
        assertRefused(DECODER, "has no input \"deepstack_embeds_1\"", "export it again");
    }

    @Test
    void anEncoderThatGivesOtherLayers() throws IOException {
        rename(ENCODER, "deepstack_features_1", "deepstack_features_2");
        assertRefused(ENCODER, "does not give the 2 deepstack_features_N", "export all graphs");
    }

    @Test
    void anEncoderThatGivesFeaturesForTheEmbeddingsAlone() throws IOException {
        rename(ENCODER, "deepstack_features_", "intermediate_output");
        assertRefused(ENCODER, "does not give the 2 deepstack_features_N", "export all graphs");
    }

    @Test
    void aMixtureOfExperts() throws IOException {
        configure(config -> config.put("model_type", "qwen3_vl_moe"));
        assertRefused("config.json: family \"qwen3_vl_moe\" (model_type) does not run here yet", "qwen3_vl");
    }
}
