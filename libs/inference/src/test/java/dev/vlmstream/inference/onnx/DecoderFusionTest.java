package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.onnx.ModelNodes.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderFusionTest {

    private static Path decoder(String bundle) {
        return TestBundles.path(bundle).resolve("onnx/decoder_model_merged.onnx");
    }

    /** What a decoder is, as it is loaded. */
    private static <T> T fused(Path file, Function<ModelNodes, T> asked) {
        try (ModelFile model = ModelFile.open(file).orElseThrow()) {
            DecoderFusion.fuse(model, file);
            return asked.apply(new ModelNodes(model.model()));
        }
    }

    private static List<String> operators(Path file) {
        return fused(file, DecoderFusionTest::operators);
    }

    private static List<String> operators(ModelNodes model) {
        return model.nodes().stream().map(Node::operator).toList();
    }

    private static void assertStaysAsItIs(Path file) {
        try (ModelFile model = ModelFile.open(file).orElseThrow()) {
            assertThat(operators(file)).isEqualTo(operators(new ModelNodes(model.model())));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-llava, 4, 4",
        "tiny-llava-next, 4, 4",
        "tiny-llava-onevision, 4, 4",
        "tiny-fastvlm, 4, 4",
        "tiny-instructblip, 4, 4",
        "tiny-smolvlm, 4, 4",
        "tiny-internvl3, 4, 4",
        // Angles of three axes, of a part of each head, none at all, and norms before them: rotated as exported. Norms
        // of another
        // kind, or of a stream to which more than products is added, stay as well.
        "tiny-qwen2.5-vl, 0, 4",
        "tiny-qwen3-vl, 0, 1",
        "tiny-moondream2, 0, 0",
        "tiny-blip2-opt, 0, 0",
        "tiny-gemma3, 0, 0"
    })
    void everyLayerIsFused(String bundle, int rotations, int norms) {
        areFused(decoder(bundle), rotations, norms);
    }

    /** As tools/export writes them, with a residual stream that is rotated. */
    @ParameterizedTest
    @ValueSource(strings = {"int8", "q4"})
    void everyLayerInWholeNumbersIsFused(String dtype) {
        areFused(TestBundles.path("tiny-smolvlm-quantized/decoder_model_merged_" + dtype + ".onnx"), 4, 4);
    }

    private static void areFused(Path decoder, int rotations, int norms) {
        List<String> operators = operators(decoder);
        assertThat(operators).contains("If").doesNotContain("Softmax");
        assertThat(operators.stream().filter("RotaryEmbedding"::equals)).hasSize(rotations);
        assertThat(operators.stream().filter("SkipSimplifiedLayerNormalization"::equals))
                .hasSize(norms);
    }

    /** Not cut into heads and joined again, in whole numbers neither. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-llava/onnx/decoder_model_merged",
                "tiny-llava-onevision/onnx/decoder_model_merged",
                "tiny-smolvlm/onnx/decoder_model_merged",
                "tiny-smolvlm-quantized/decoder_model_merged_int8",
                "tiny-smolvlm-quantized/decoder_model_merged_q4"
            })
    void whatIsRotatedIsAProductAsItIs(String graph) {
        List<Boolean> products = fused(
                TestBundles.path(graph + ".onnx"),
                model -> model.nodes().stream()
                        .filter(node -> node.operator().equals("RotaryEmbedding"))
                        .map(node -> model.product(node.input(0)).isPresent())
                        .toList());
        assertThat(products).hasSize(4).containsOnly(true);
    }

    @Test
    void queriesThatWereExportedInGroupsAreFusedAsWell() {
        List<String> operators = operators(Demo.models().resolve("emoji-vlm/onnx/decoder_model_merged.onnx"));
        assertThat(operators.stream().filter("If"::equals)).hasSize(4);
    }

    /** Scores that go through tanh, and two graphs in one file. */
    @ParameterizedTest
    @ValueSource(strings = {"tiny-paligemma2", "tiny-florence2"})
    void otherAttentionStaysAsItIs(String bundle) {
        assertStaysAsItIs(decoder(bundle));
    }

    @Test
    void attentionThatIsOneOperatorStaysAsItIs() {
        assertStaysAsItIs(TestBundles.path("emoji-vlm-gqa").resolve("decoder_model_merged.onnx"));
    }
}
