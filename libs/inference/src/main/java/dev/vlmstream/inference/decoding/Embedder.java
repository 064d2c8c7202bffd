package dev.vlmstream.inference.decoding;

import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.onnx.Binding;
import dev.vlmstream.inference.onnx.Binding.Outputs;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** An {@code embed_tokens} graph: {@code input_ids} to {@code inputs_embeds}. */
public final class Embedder implements AutoCloseable {

    private static final String IDS = "input_ids";

    private final Graph graph;
    private final Decoder decoder;
    private final TensorSpec ids;
    private final TensorSpec embeds;

    /**
     * Takes over the graph.
     *
     * @throws BundleException if it lacks input or output, or gives another type than the decoder takes
     */
    public Embedder(Graph graph, Decoder decoder) {
        this.graph = graph;
        this.decoder = decoder;
        this.ids = graph.requireInput(IDS);
        this.embeds = graph.requireOutput("inputs_embeds");
        if (embeds.type() != decoder.embeds().type()) {
            throw new BundleException(graph.file() + " gives element type " + embeds.type() + " but the decoder takes "
                    + decoder.embeds().type() + "; use files of one dtype");
        }
    }

    /** Embeddings of one token per row, as {@link #tokens}. */
    Embeddings next(long[] tokens) {
        return tokens(tokens, tokens.length);
    }

    /** Embeddings of as many tokens in each row, row by row, left where they are needed. The caller closes them. */
    public Embeddings tokens(long[] tokens, int rows) {
        return Embeddings.ofText(embedded(tokens, rows));
    }

    private Tensor embedded(long[] tokens, int rows) {
        try (Tensor in = Tensor.integers(ids, tokens, rows, tokens.length / rows);
                Binding binding = graph.bind().input(IDS, in);
                Outputs outputs = binding.outputToDevice(embeds.name()).run()) {
            return outputs.take(embeds.name());
        }
    }

    /** Embeddings of a batch of prompts, left where they are needed, image features in the places of the image tokens. */
    Embeddings prompts(PaddedBatch batch, List<EmbeddedPrompt> prompts) {
        List<EmbeddedPrompt.Features> features = new ArrayList<>();
        try {
            LongStream.Builder places = LongStream.builder();
            for (int row = 0; row < prompts.size(); row++) {
                int[] own = batch.whole(row) ? prompts.get(row).imagePlaces() : new int[0];
                if (own.length > 0) {
                    features.add(prompts.get(row).imageFeatures());
                    long firstToken = (long) (row + 1) * batch.width() - batch.own(row);
                    IntStream.of(own).forEach(place -> places.add(firstToken + place));
                }
            }
            Tensor text = embedded(batch.ids(), prompts.size());
            if (features.isEmpty()) {
                return Embeddings.ofText(text);
            }
            List<Tensor> images =
                    features.stream().map(EmbeddedPrompt.Features::tensor).toList();
            return placed(text, images, places.build().toArray());
        } finally {
            Loading.closeAll(features);
        }
    }

    /** A feature's first part takes the place of the token's embedding; the others are what is added after early layers. */
    private Embeddings placed(Tensor text, List<Tensor> images, long[] places) {
        int parts = 1 + decoder.deepstack().size();
        try (Loading placing = new Loading()) {
            Tensor tokens = placing.add(decoder.rows().replace(text, images, 0, parts, places));
            List<Tensor> deepstack = new ArrayList<>();
            for (TensorSpec spec : decoder.deepstack()) {
                Tensor zeros = Tensor.zeros(spec, tokens.shape());
                deepstack.add(placing.add(decoder.rows().replace(zeros, images, 1 + deepstack.size(), parts, places)));
            }
            return placing.complete(new Embeddings(tokens, deepstack));
        }
    }

    @Override
    public void close() {
        graph.close();
    }
}
