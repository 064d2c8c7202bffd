package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.TestBundles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionFusionTest {

    private static Path decoder(String bundle) {
        return TestBundles.path(bundle).resolve("onnx/decoder_model_merged.onnx");
    }

    /** The operators of a decoder as it is loaded. */
    private static List<String> fused(Path file) {
        Optional<BytePointer> fused = AttentionFusion.open(file);
        assertThat(fused).as("%s is fused", file).isPresent();
        try (BytePointer bytes = fused.get()) {
            return new ModelNodes(bytes.asByteBuffer())
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
        List<String> operators = fused(decoder(bundle));
        assertThat(operators).doesNotContain("Softmax").contains("MultiHeadAttention");
        assertThat(operators.stream().filter("RotaryEmbedding"::equals)).hasSize(rotations);
    }

    @Test
    void queriesThatWereExportedInGroupsAreFusedAsWell() {
        List<String> operators = fused(Demo.models().resolve("emoji-vlm/onnx/decoder_model_merged.onnx"));
        assertThat(operators.stream().filter("MultiHeadAttention"::equals)).hasSize(4);
    }

    /** Scores that go through tanh, two graphs in one file, and attention that is one operator. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-paligemma2", "tiny-florence2"})
    void otherAttentionStaysAsItIs(String bundle) {
        assertThat(AttentionFusion.open(decoder(bundle))).isEmpty();
    }

    @Test
    void attentionThatIsOneOperatorStaysAsItIs() {
        assertThat(AttentionFusion.open(TestBundles.path("emoji-vlm-gqa").resolve("decoder_model_merged.onnx")))
                .isEmpty();
    }
}
