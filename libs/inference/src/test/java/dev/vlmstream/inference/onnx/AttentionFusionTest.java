package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.TestBundles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionFusionTest {

    private static Path decoder(String bundle) {
        return TestBundles.path(bundle).resolve("onnx/decoder_model_merged.onnx");
    }

    /** The operators of a decoder as it is loaded. */
    private static List<String> operators(Path file) {
        try (ModelFile model = ModelFile.open(file).orElseThrow()) {
            AttentionFusion.fuse(model, file);
            return new ModelNodes(model.model())
                    .nodes().stream().map(ModelNodes.Node::operator).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-llava, 4",
        "tiny-llava-next, 4",
        "tiny-llava-onevision, 4",
        "tiny-fastvlm, 4",
        "tiny-instructblip, 4",
        "tiny-smolvlm, 4",
        "tiny-internvl3, 4",
        // Angles of three axes, of a part of each head, none at all, and norms before them: rotated as exported.
        "tiny-qwen2.5-vl, 0",
        "tiny-qwen3-vl, 0",
        "tiny-moondream2, 0",
        "tiny-blip2-opt, 0",
        "tiny-gemma3, 0"
    })
    void everyLayerBecomesOneOperator(String bundle, int rotations) {
        List<String> operators = operators(decoder(bundle));
        assertThat(operators).doesNotContain("Softmax").contains("MultiHeadAttention");
        assertThat(operators.stream().filter("RotaryEmbedding"::equals)).hasSize(rotations);
    }

    @Test
    void queriesThatWereExportedInGroupsAreFusedAsWell() {
        List<String> operators = operators(Demo.models().resolve("emoji-vlm/onnx/decoder_model_merged.onnx"));
        assertThat(operators.stream().filter("MultiHeadAttention"::equals)).hasSize(4);
    }

    /** Scores that go through tanh, two graphs in one file, and attention that is one operator. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-paligemma2", "tiny-florence2"})
    void otherAttentionStaysAsItIs(String bundle) {
        assertThat(operators(decoder(bundle))).doesNotContain("MultiHeadAttention");
    }

    @Test
    void attentionThatIsOneOperatorStaysAsItIs() {
        assertThat(operators(TestBundles.path("emoji-vlm-gqa").resolve("decoder_model_merged.onnx")))
                .doesNotContain("MultiHeadAttention");
    }
}
