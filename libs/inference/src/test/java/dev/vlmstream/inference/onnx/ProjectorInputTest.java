package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectorInputTest {
    @TempDir
    private Path directory;

    /** A graph of nodes alone, for what is looked for by its shape. */
    private static final class Nodes {
        private final WireMessage graph = new WireMessage();

        Nodes weight(String name) {
            graph.message(5, new WireMessage().text(8, name));
            return this;
        }

        Nodes node(String operator, String output, String... inputs) {
            WireMessage node = new WireMessage();
            List.of(inputs).forEach(input -> node.text(1, input));
            graph.message(1, node.text(2, output).text(4, operator));
            return this;
        }

        Optional<String> projectorInput() {
            byte[] model = new WireMessage().message(7, graph).toBytes();
            return ProjectorInput.find(new ModelNodes(ByteBuffer.wrap(model)), "features");
        }
    }

    private static Nodes weights() {
        return new Nodes().weight("w1").weight("b1").weight("w2").weight("b2").weight("half");
    }

    private static Nodes layers(Nodes nodes, String reads) {
        return nodes.node("MatMul", "p1", reads, "w1")
                .node("Add", "x", "b1", "p1")
                .node("Erf", "e", "x")
                .node("Mul", "g", "x", "e")
                .node("Mul", "a", "g", "half")
                .node("MatMul", "p2", "a", "w2")
                .node("Add", "features", "p2", "b2");
    }

    @Test
    void itIsWhatTheFirstOfTwoLayersReads() {
        assertThat(layers(weights().node("Conv", "seen", "pixels", "w1"), "seen")
                        .projectorInput())
                .contains("seen");
    }

    @Test
    void aNormBeforeTheLayersIsTheProjectorsToo() {
        Nodes nodes = weights().weight("scale").node("Conv", "seen", "pixels", "w1");
        assertThat(layers(nodes.node("LayerNormalization", "normed", "seen", "scale", "b1"), "normed")
                        .projectorInput())
                .contains("seen");
    }

    @Test
    void aWeightMayBeStoredSmall() {
        Nodes nodes = new Nodes()
                .weight("small")
                .weight("b1")
                .weight("w2")
                .weight("b2")
                .weight("half");
        assertThat(layers(nodes.node("Cast", "w1", "small").node("Conv", "seen", "pixels"), "seen")
                        .projectorInput())
                .contains("seen");
    }

    @Test
    void whatEndsOtherwiseIsNone() {
        assertThat(weights()
                        .node("MatMul", "p", "pixels", "w1")
                        .node("Add", "features", "p", "b1")
                        .projectorInput())
                .as("one layer")
                .isEmpty();
        assertThat(weights()
                        .node("MatMul", "p1", "pixels", "w1")
                        .node("Add", "x", "p1", "b1")
                        .node("Mul", "a", "x", "pixels")
                        .node("MatMul", "p2", "a", "w2")
                        .node("Add", "features", "p2", "b2")
                        .projectorInput())
                .as("an activation of two values")
                .isEmpty();
        assertThat(layers(weights().node("Conv", "seen", "pixels"), "seen")
                        .node("Add", "other", "features", "b2")
                        .projectorInput())
                .as("read by more")
                .contains("seen");
    }

    @Test
    void anEncoderThatEndsOtherwiseOrIsNoModelSaysSo() throws IOException {
        Path clip = Demo.models().resolve("emoji-clip/onnx/vision_model.onnx");
        assertThatThrownBy(() -> Graph.loadWithProjectorInput(clip, RuntimeOptions.cpu(), "image_embeds"))
                .isInstanceOf(BundleException.class)
                .hasMessage(clip + " does not end in a projector of two layers with an activation between");
        Path broken = Files.writeString(directory.resolve("broken.onnx"), "no model");
        assertThatThrownBy(() -> Graph.loadWithProjectorInput(broken, RuntimeOptions.cpu(), "image_features"))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("broken.onnx cannot be loaded");
    }
}
