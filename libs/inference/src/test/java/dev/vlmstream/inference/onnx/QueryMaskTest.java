package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.onnx.Binding.Outputs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryMaskTest {

    private static final String MASK = "attention_mask";
    private static final int INTS_ATTRIBUTE = 7;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny-llava",
                "tiny-llava-next",
                "tiny-llava-onevision",
                "tiny-fastvlm",
                "tiny-qwen2.5-vl",
                "tiny-qwen3-vl",
                "tiny-smolvlm",
                "tiny-internvl3",
                "tiny-moondream2",
                "tiny-instructblip",
                "tiny-paligemma2",
                "tiny-gemma3"
            })
    void whereADecoderSpreadsItsMaskOverQueriesThereIsAnInput(String bundle) {
        try (Graph graph = masked(decoder(bundle))) {
            TensorSpec spec = graph.queryMask().orElseThrow();
            assertThat(spec.shape()).hasSize(4);
            assertThat(spec.type()).isEqualTo(graph.requireInput(MASK).type());
        }
    }

    @Test
    void aDecoderThatCountsPositionsByItsMaskIsLeftAsItIs() {
        try (Graph graph = masked(decoder("tiny-blip2-opt"))) {
            assertThat(graph.queryMask()).isEmpty();
        }
    }

    private static Path decoder(String bundle) {
        return TestBundles.path(bundle).resolve("onnx/decoder_model_merged.onnx");
    }

    private static Graph masked(Path file) {
        return Graph.loadDecoder(file, TestBundles.ONE_THREAD, Workers.SLEEP, MASK);
    }

    /** {@code seen = spread mask + weights}, the weights in a file beside. */
    private static final class Model {
        private final WireMessage graph = new WireMessage();

        Model node(String operator, List<String> inputs, String output, WireMessage... attributes) {
            WireMessage node = new WireMessage();
            inputs.forEach(input -> node.text(1, input));
            node.text(2, output).text(3, "the node of " + output).text(4, operator);
            for (WireMessage attribute : attributes) {
                node.message(5, attribute);
            }
            graph.message(1, node);
            return this;
        }

        Model axes(String name, long... axes) {
            ByteBuffer raw = ByteBuffer.allocate(axes.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            raw.asLongBuffer().put(axes);
            graph.message(5, tensor(name, axes.length).bytes(9, raw.array()));
            return this;
        }

        private static WireMessage tensor(String name, int length) {
            return new WireMessage().number(1, length).number(2, Tensor.INT64).text(8, name);
        }

        Path write(Path file) throws IOException {
            graph.message(
                    5,
                    tensor("weights", 3)
                            .message(13, new WireMessage().text(1, "location").text(2, "weights.bin"))
                            .message(13, new WireMessage().text(1, "length").text(2, "24"))
                            .number(14, 1));
            graph.text(2, "small").message(11, value(MASK, 2)).message(12, value("seen", 4));
            WireMessage opset = new WireMessage().text(1, "").number(2, 17);
            WireMessage model = new WireMessage().number(1, 8).message(7, graph).message(8, opset);
            ByteBuffer weights = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            weights.asLongBuffer().put(new long[] {10, 20, 30});
            Files.write(file.resolveSibling("weights.bin"), weights.array());
            return Files.write(file, model.toBytes());
        }

        private static WireMessage value(String name, int rank) {
            WireMessage shape = new WireMessage();
            for (int i = 0; i < rank; i++) {
                shape.message(1, new WireMessage());
            }
            WireMessage tensor = new WireMessage().number(1, Tensor.INT64).message(2, shape);
            return new WireMessage().text(1, name).message(2, new WireMessage().message(1, tensor));
        }
    }

    @Test
    void queriesThatLookAtOtherKeysAreBroadcastAndWeightsInAFileBesideAreFound() throws IOException {
        Path file = new Model()
                .axes("both", -2, 1)
                .node("Unsqueeze", List.of(MASK, "both"), "spread")
                .node("Add", List.of("spread", "weights"), "seen")
                .write(directory.resolve("model.onnx"));
        try (Graph graph = masked(file);
                Tensor whole = Tensor.integers(graph.requireInput(MASK), new long[] {1, 1, 1}, 1, 3);
                Tensor each =
                        Tensor.integers(graph.queryMask().orElseThrow(), new long[] {1, 0, 0, 1, 1, 0}, 1, 1, 2, 3);
                Binding binding = graph.bind()
                        .input(MASK, whole)
                        .input(graph.queryMask().orElseThrow().name(), each)
                        .outputToCpu("seen");
                Outputs outputs = binding.run();
                Tensor seen = outputs.take("seen")) {
            assertThat(seen.shape()).containsExactly(1, 1, 2, 3);
        }
    }

    @Test
    void otherShapesAndOtherUsesAreLeftAsTheyAre() throws IOException {
        Model ofQueries = new Model()
                .axes("one", 1)
                .axes("three", 3)
                .node("Unsqueeze", List.of(MASK, "one"), "some")
                .node("Unsqueeze", List.of("some", "three"), "spread")
                .node("Add", List.of("spread", "weights"), "seen");
        Model used = new Model()
                .axes("both", 1, 2)
                .node("Unsqueeze", List.of(MASK, "both"), "spread")
                .node("Mul", List.of(MASK, MASK), "square")
                .node("Add", List.of("spread", "weights"), "seen");
        Model reshaped = new Model()
                .axes("both", 1, 2)
                .axes("shape", 1, 1, 1, 3)
                .node("Unsqueeze", List.of(MASK, "both"), "spread")
                .node("Reshape", List.of("spread", "shape"), "seen");
        for (Model model : List.of(ofQueries, used, reshaped)) {
            try (Graph graph = masked(model.write(directory.resolve("model.onnx")))) {
                assertThat(graph.queryMask()).isEmpty();
            }
        }
    }

    @Test
    void axesMayBeAnAttribute() throws IOException {
        WireMessage ints =
                new WireMessage().text(1, "axes").number(8, 1).number(8, 2).number(20, INTS_ATTRIBUTE);
        Path file = new Model()
                .node("Unsqueeze", List.of(MASK), "spread", ints)
                .node("Add", List.of("spread", "weights"), "seen")
                .write(directory.resolve("attribute.onnx"));
        try (ModelFile model = ModelFile.open(file).orElseThrow()) {
            assertThat(QueryMask.edit(model.model(), MASK)).contains("spread");
        }
    }
}
