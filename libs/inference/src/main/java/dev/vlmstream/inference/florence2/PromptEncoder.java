package dev.vlmstream.inference.florence2;

import dev.vlmstream.inference.decoding.Embeddings;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An {@code encoder_model} graph: {@code inputs_embeds [1, positions, width]} and {@code attention_mask [1, positions]} to {@code
 * last_hidden_state [1, positions, width]}. It reads one prompt at a time: hundreds of positions fill the machine, and padding
 * would have to stand where the positions' numbers come from.
 */
final class PromptEncoder implements AutoCloseable {

    private static final String EMBEDS = "inputs_embeds";
    private static final String MASK = "attention_mask";
    private static final String STATES = "last_hidden_state";

    private final Graph graph;
    private final LanguageParts language;

    /** Takes over the graph. */
    PromptEncoder(Graph graph, LanguageParts language) {
        this.graph = graph;
        this.language = language;
        graph.requireInput(EMBEDS);
        graph.requireOutput(STATES);
    }

    /**
     * The states at all positions, image first, left where they were computed; the caller closes them.
     *
     * @param seen the vision encoder's rows
     * @param image which of them are the image's
     * @param text the prompt's tokens behind the image's
     */
    Tensor read(EncodedRows seen, long[] image, int[] text) {
        Map<String, Tensor> feed = new HashMap<>();
        try (Tensor features = seen.pick(List.of(image)).get(0);
                Embeddings words = language.embedder()
                        .tokens(IntStream.of(text).asLongStream().toArray(), 1)) {
            int positions = image.length + text.length;
            long[] all = EncodedRows.range(0, positions);
            feed.put(
                    EMBEDS,
                    language.decoder()
                            .rows()
                            .pick(
                                    List.of(features, words.tokens()),
                                    graph.requireInput(EMBEDS),
                                    all,
                                    1,
                                    positions,
                                    language.width()));
            graph.input(MASK).ifPresent(spec -> feed.put(MASK, Tensor.integers(spec, ones(positions), 1, positions)));
            return graph.runToDevice(feed, STATES);
        } finally {
            Loading.closeAll(feed.values());
        }
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public void close() {
        graph.close();
    }
}
