package dev.vlmstream.inference.clip;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Tokenizer and text graph: {@code input_ids}[, {@code attention_mask}] to one embedding per text. */
final class TextTower implements AutoCloseable {

    private static final int TEXTS_AT_ONCE = 64;
    private static final int DEFAULT_LONGEST = 77;

    private final Tokenizer tokenizer;
    private final Graph graph;
    private final TensorSpec output;
    private final int longest;

    TextTower(Tokenizer tokenizer, Graph graph, BundleDirectory files) {
        this.tokenizer = tokenizer;
        this.graph = graph;
        this.output = graph.requireOutput("text_embeds", "pooler_output");
        graph.requireInput("input_ids");
        this.longest = Math.min(
                tokenizer.modelMaxLength().orElse(Integer.MAX_VALUE),
                files.optionalInt("text_config.max_position_embeddings").orElse(DEFAULT_LONGEST));
    }

    float[][] embed(List<String> texts) {
        float[][] embeds = new float[texts.size()][];
        List<Integer> order = byLength(texts);
        for (int from = 0; from < order.size(); from += TEXTS_AT_ONCE) {
            some(texts, order.subList(from, Math.min(order.size(), from + TEXTS_AT_ONCE)), embeds);
        }
        return embeds;
    }

    /** Texts of like length share a batch, so that little of it is padding. */
    private static List<Integer> byLength(List<String> texts) {
        return IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
                .toList();
    }

    private void some(List<String> texts, List<Integer> chosen, float[][] embeds) {
        TokenBatch batch = tokenizer.encodeBatch(chosen.stream().map(texts::get).toList(), longest);
        List<Tensor> tensors = new ArrayList<>();
        try {
            Map<String, Tensor> feed = feed(batch, tensors);
            try (Tensor out = graph.run(feed, output.name())) {
                int width = Math.toIntExact(out.elements() / batch.rows());
                for (int row = 0; row < batch.rows(); row++) {
                    embeds[chosen.get(row)] = out.floats((long) row * width, width);
                }
            }
        } finally {
            Loading.closeAll(tensors);
        }
    }

    private Map<String, Tensor> feed(TokenBatch batch, List<Tensor> opened) {
        Map<String, Tensor> feed = new HashMap<>();
        Map<String, long[]> values = Map.of("input_ids", batch.ids(), "attention_mask", batch.mask());
        values.forEach((name, array) -> graph.input(name).ifPresent(spec -> {
            Tensor tensor = Tensor.integers(spec, array, batch.rows(), batch.width());
            opened.add(tensor);
            feed.put(name, tensor);
        }));
        return feed;
    }

    @Override
    public void close() {
        Loading.closeAll(List.of(graph, tokenizer));
    }
}
