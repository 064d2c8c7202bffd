package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.BundleException;
import dev.vlmstream.inference.onnx.Binding;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Outputs;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** An {@code embed_tokens} graph: {@code input_ids} to {@code inputs_embeds}. */
public final class Embedder implements AutoCloseable {

    private static final String IDS = "input_ids";

    private final Graph graph;
    private final TensorSpec ids;
    private final TensorSpec embeds;
    /** Whether steps pick rows of embeddings, which the CPU does. */
    private final boolean picked;

    /**
     * Takes over the graph.
     *
     * @throws BundleException if it lacks input or output, or gives another type than the decoder takes
     */
    public Embedder(Graph graph, Decoder decoder) {
        this.graph = graph;
        this.ids = graph.requireInput(IDS);
        this.embeds = graph.requireOutput("inputs_embeds");
        this.picked = decoder.countsKeys();
        if (embeds.type() != decoder.embeds().type()) {
            throw new BundleException(graph.file() + " gives element type " + embeds.type() + " but the decoder takes "
                    + decoder.embeds().type() + "; use files of one dtype");
        }
    }

    /** Embeddings of one token a row, as {@link #tokens}. */
    Tensor next(long[] tokens) {
        return tokens(tokens, tokens.length);
    }

    /** Embeddings of as many tokens in each row, row by row, left where they are needed. The caller closes them. */
    public Tensor tokens(long[] tokens, int rows) {
        try (Tensor in = Tensor.integers(ids, tokens, rows, tokens.length / rows);
                Binding binding = graph.bind().input(IDS, in);
                Outputs outputs =
                        (picked ? binding.outputToCpu(embeds.name()) : binding.outputToDevice(embeds.name())).run()) {
            return outputs.take(embeds.name());
        }
    }

    /** Embeddings of a batch of prompts, on the CPU, image features in the places of the image tokens. */
    Tensor prompts(PaddedBatch batch, List<EmbeddedPrompt> prompts) {
        List<float[][]> features = new ArrayList<>();
        for (int row = 0; row < prompts.size(); row++) {
            features.add(batch.whole(row) ? prompts.get(row).imageFeatures() : null);
        }
        try (Tensor in = Tensor.integers(ids, batch.ids(), prompts.size(), batch.width());
                Binding binding = graph.bind().input(IDS, in).outputToCpu(embeds.name());
                Outputs outputs = binding.run()) {
            Tensor tensor = outputs.take(embeds.name());
            for (int row = 0; row < prompts.size(); row++) {
                if (batch.whole(row)) {
                    long firstToken = (long) (row + 1) * batch.width() - batch.own(row);
                    insert(tensor, prompts.get(row), features.get(row), firstToken);
                }
            }
            return tensor;
        }
    }

    private static void insert(Tensor tensor, EmbeddedPrompt prompt, float[][] features, long firstToken) {
        long width = tensor.shape()[2];
        int feature = 0;
        for (int i = 0; i < prompt.inputIds().length; i++) {
            if (prompt.inputIds()[i] == prompt.imageToken()) {
                tensor.write(features[feature++], (firstToken + i) * width);
            }
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
