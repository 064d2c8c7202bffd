package dev.vlmstream.inference.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.inference.Demo;
import dev.vlmstream.inference.TestBundles;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights of one file are held once while anyone has a graph of it, and let go by the last. */
class SharedSessionTest {
    private static final RuntimeOptions OPTIONS = TestBundles.ONE_THREAD;

    @TempDir
    Path directory;

    private Path file;
    private int openBefore;

    @BeforeEach
    void copyAGraph() throws IOException {
        file = directory.resolve("embed_tokens.onnx");
        Files.copy(Demo.models().resolve("emoji-vlm/onnx/embed_tokens.onnx"), file);
        openBefore = SharedSession.open();
    }

    private static float[] embeddings(Graph graph) {
        long[] tokens = {3, 1, 4, 1, 5};
        try (Tensor ids = Tensor.integers(graph.requireInput("input_ids"), tokens, 1, tokens.length);
                Tensor embeds = graph.run(Map.of("input_ids", ids), "inputs_embeds")) {
            return embeds.floats(0, (int) embeds.elements());
        }
    }

    @Test
    void graphsOfOneFileShareUntilTheLastIsClosed() {
        Graph first = Graph.load(file, OPTIONS);
        Graph second = Graph.load(file, OPTIONS);
        assertThat(second.session()).isSameAs(first.session());
        assertThat(SharedSession.open()).isEqualTo(openBefore + 1);
        float[] expected = embeddings(first);
        first.close();
        // Once more, which frees nothing of the other's.
        first.close();
        assertThat(embeddings(second)).containsExactly(expected);
        second.close();
        assertThat(SharedSession.open()).isEqualTo(openBefore);
        try (Graph again = Graph.load(file, OPTIONS)) {
            assertThat(embeddings(again)).containsExactly(expected);
        }
    }

    @Test
    void anotherPlaceOptionOrContentIsAnotherSession() throws IOException {
        Path copy = Files.copy(file, directory.resolve("copy.onnx"));
        Path link = Files.createSymbolicLink(directory.resolve("link.onnx"), file);
        try (Graph graph = Graph.load(file, OPTIONS);
                Graph ofCopy = Graph.load(copy, OPTIONS);
                Graph ofLink = Graph.load(link, OPTIONS);
                Graph spinning = Graph.load(file, OPTIONS, Workers.SPIN)) {
            assertThat(List.of(ofCopy.session(), ofLink.session(), spinning.session()))
                    .doesNotContain(graph.session());
            Files.copy(Demo.models().resolve("emoji-vlm-finetuned/onnx/embed_tokens.onnx"), directory.resolve("new"));
            Files.setLastModifiedTime(directory.resolve("new"), FileTime.fromMillis(1_000_000));
            Files.move(directory.resolve("new"), file, StandardCopyOption.REPLACE_EXISTING);
            try (Graph replaced = Graph.load(file, OPTIONS)) {
                assertThat(embeddings(replaced)).isNotEqualTo(embeddings(graph));
            }
        }
        assertThat(SharedSession.open()).isEqualTo(openBefore);
    }

    @Test
    void aGraphThatCannotBeLoadedLeavesNothing() throws IOException {
        Files.writeString(file, "no graph");
        assertThatThrownBy(() -> Graph.load(file, OPTIONS)).isInstanceOf(BundleException.class);
        assertThatThrownBy(() -> Graph.load(directory.resolve("nowhere.onnx"), OPTIONS))
                .isInstanceOf(BundleException.class);
        assertThat(SharedSession.open()).isEqualTo(openBefore);
    }

    @Test
    void severalThreadsMayComputeWithOneSession() throws Exception {
        float[] expected;
        try (Graph graph = Graph.load(file, OPTIONS)) {
            expected = embeddings(graph);
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<float[]>>> computed = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                computed.add(threads.submit(() -> {
                    List<float[]> all = new ArrayList<>();
                    for (int round = 0; round < 50; round++) {
                        try (Graph graph = Graph.load(file, OPTIONS)) {
                            all.add(embeddings(graph));
                        }
                    }
                    return all;
                }));
            }
            for (Future<List<float[]>> all : computed) {
                assertThat(all.get()).allSatisfy(values -> assertThat(values).containsExactly(expected));
            }
        } finally {
            threads.shutdown();
        }
        assertThat(SharedSession.open()).isEqualTo(openBefore);
    }
}
