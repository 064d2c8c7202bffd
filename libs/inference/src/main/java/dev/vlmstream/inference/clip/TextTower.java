package dev.vlmstream.inference.clip;

import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.tokenizer.TextBatches;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Tokenizer and text graph: {@code input_ids}[, {@code attention_mask}] to one embedding per text. */
final class TextTower implements AutoCloseable {

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final int TEXTS_AT_ONCE = 64;

    private final Tokenizer tokenizer;
    private final TextRules rules;
    private final Graph graph;
    private final TensorSpec output;
    private final Map<String, Tensor> companions;

    /**
     * Takes over tokenizer and graph.
     *
     * @param companions what is fed besides the text at every run; taken over
     */
    TextTower(Tokenizer tokenizer, TextRules rules, Graph graph, Map<String, Tensor> companions) {
        this.tokenizer = tokenizer;
        this.rules = rules;
        this.graph = graph;
        this.companions = Map.copyOf(companions);
        this.output = graph.requireOutput("text_embeds", "pooler_output");
        graph.requireInput(IDS);
    }

    /** What a graph that reads texts, too, is fed where it is asked about images: the empty text. */
    static Map<String, Tensor> noText(Tokenizer tokenizer, TextRules rules, Graph graph) {
        return tensors(graph, rules.encode(tokenizer, List.of("")));
    }

    /** The ids of a text as the tower reads them. */
    int[] inputIds(String text) {
        return LongStream.of(rules.encode(tokenizer, List.of(text)).ids())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    float[][] embed(List<String> texts) {
        Map<String, float[]> embeds = new HashMap<>();
        TextBatches.byLength(texts, TEXTS_AT_ONCE).forEach(some -> embed(some, embeds));
        return texts.stream().map(one -> embeds.get(one).clone()).toArray(float[][]::new);
    }

    private void embed(List<String> texts, Map<String, float[]> embeds) {
        TokenBatch batch = rules.encode(tokenizer, texts);
        Map<String, Tensor> text = tensors(graph, batch);
        Map<String, Tensor> feed = new HashMap<>(companions);
        feed.putAll(text);
        try (Tensor out = graph.run(feed, output.name())) {
            int width = Math.toIntExact(out.elements() / batch.rows());
            for (int row = 0; row < batch.rows(); row++) {
                embeds.put(texts.get(row), out.floats((long) row * width, width));
            }
        } finally {
            Loading.closeAll(List.copyOf(text.values()));
        }
    }

    private static Map<String, Tensor> tensors(Graph graph, TokenBatch batch) {
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, long[]> values = Map.of(IDS, batch.ids(), MASK, batch.mask());
        values.forEach((name, array) -> graph.input(name)
                .ifPresent(spec -> tensors.put(name, Tensor.integers(spec, array, batch.rows(), batch.width()))));
        return tensors;
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(companions.values());
        all.addAll(List.of(graph, tokenizer));
        Loading.closeAll(all);
    }
}
