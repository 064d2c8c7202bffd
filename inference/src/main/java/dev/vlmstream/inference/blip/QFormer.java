package dev.vlmstream.inference.blip;

import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code qformer} graph: {@code image_embeds [rows, patches, width]} and, for InstructBLIP, {@code qformer_input_ids} and
 * {@code qformer_attention_mask [rows, tokens]} to {@code image_features [rows, queries, width of the language model]}.
 */
final class QFormer implements AutoCloseable {

    static final String EMBEDS = "image_embeds";
    private static final String IDS = "qformer_input_ids";
    private static final String MASK = "qformer_attention_mask";
    private static final String FEATURES = "image_features";
    /** More rows at once would only hold more memory. */
    private static final int ROWS_AT_ONCE = 32;

    private final Graph graph;
    private final TensorSpec embeds;
    /** Null if the Q-Former reads no prompts. */
    private final @Nullable Instructions instructions;

    private QFormer(Graph graph, @Nullable Instructions instructions) {
        this.graph = graph;
        this.instructions = instructions;
        this.embeds = graph.requireInput(EMBEDS);
        graph.requireOutput(FEATURES);
    }

    /** Takes over the graph. */
    static QFormer ofPictures(Graph graph) {
        return new QFormer(graph, null);
    }

    /** Takes over both. */
    static QFormer ofPicturesAndPrompts(Graph graph, Instructions instructions) {
        graph.requireInput(IDS);
        graph.requireInput(MASK);
        return new QFormer(graph, instructions);
    }

    boolean readsPrompts() {
        return instructions != null;
    }

    /** @throws IllegalArgumentException if the prompt is longer than the Q-Former can read */
    void requireRoom(String prompt) {
        if (readsPrompts()) {
            instructions.requireRoom(prompt);
        }
    }

    /**
     * Features of each picture, {@code [queries][width]}.
     *
     * @param pictures the vision encoder's output, flattened, a row for each prompt
     * @param patchWidth values per patch of it
     */
    List<float[][]> features(List<float[]> pictures, List<String> prompts, int patchWidth) {
        List<float[][]> features = new ArrayList<>();
        for (int from = 0; from < pictures.size(); from += ROWS_AT_ONCE) {
            int to = Math.min(pictures.size(), from + ROWS_AT_ONCE);
            features.addAll(some(pictures.subList(from, to), prompts.subList(from, to), patchWidth));
        }
        return features;
    }

    private List<float[][]> some(List<float[]> pictures, List<String> prompts, int patchWidth) {
        Map<String, Tensor> feed = new HashMap<>();
        try {
            int patches = pictures.get(0).length / patchWidth;
            feed.put(EMBEDS, Tensor.floats(embeds, pictures, pictures.size(), patches, patchWidth));
            if (readsPrompts()) {
                TokenBatch text = instructions.encode(prompts);
                feed.put(IDS, Tensor.integers(graph.requireInput(IDS), text.ids(), text.rows(), text.width()));
                feed.put(MASK, Tensor.integers(graph.requireInput(MASK), text.mask(), text.rows(), text.width()));
            }
            try (Tensor out = graph.run(feed, FEATURES)) {
                return split(out);
            }
        } finally {
            Loading.closeAll(feed.values());
        }
    }

    private static List<float[][]> split(Tensor out) {
        int queries = (int) out.shape()[1];
        int width = (int) out.shape()[2];
        List<float[][]> rows = new ArrayList<>();
        for (int row = 0; row < out.shape()[0]; row++) {
            float[] flat = out.floats((long) row * queries * width, queries * width);
            float[][] features = new float[queries][];
            for (int i = 0; i < queries; i++) {
                features[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
            }
            rows.add(features);
        }
        return rows;
    }

    @Override
    public void close() {
        Loading.closeAll(readsPrompts() ? List.of(graph, instructions) : List.of(graph));
    }
}
