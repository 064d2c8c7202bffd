package dev.vlmstream.inference.families;

import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import dev.vlmstream.inference.tokenizer.Tokenizer;
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
     * The features, {@code [some prompts, queries, width]} each, left where they were computed; the caller closes them.
     *
     * @param seen the vision encoder's patches
     * @param count of how many pictures
     * @param pictures which of these each prompt goes with
     */
    List<Tensor> read(EncodedRows seen, int count, int[] pictures, List<String> prompts) {
        long patches = seen.count() / count;
        try (Loading reading = new Loading()) {
            List<Tensor> features = new ArrayList<>();
            for (int from = 0; from < pictures.length; from += ROWS_AT_ONCE) {
                int to = Math.min(pictures.length, from + ROWS_AT_ONCE);
                int[] some = Arrays.copyOfRange(pictures, from, to);
                features.add(reading.add(some(seen, patches, some, prompts.subList(from, to))));
            }
            return reading.complete(features);
        }
    }

    private Tensor some(EncodedRows seen, long patches, int[] pictures, List<String> prompts) {
        Map<String, Tensor> feed = new HashMap<>();
        try {
            long[] rows = Arrays.stream(pictures)
                    .mapToObj(picture -> EncodedRows.range(picture * patches, patches))
                    .flatMapToLong(Arrays::stream)
                    .toArray();
            feed.put(EMBEDS, seen.pick(embeds, rows, pictures.length, patches));
            if (readsPrompts()) {
                TokenBatch text = instructions.encode(prompts);
                feed.put(IDS, Tensor.integers(graph.requireInput(IDS), text.ids(), text.rows(), text.width()));
                feed.put(MASK, Tensor.integers(graph.requireInput(MASK), text.mask(), text.rows(), text.width()));
            }
            return graph.runToDevice(feed, FEATURES);
        } finally {
            Loading.closeAll(feed.values());
        }
    }

    @Override
    public void close() {
        Loading.closeAll(readsPrompts() ? List.of(graph, instructions) : List.of(graph));
    }

    /**
     * Prompts as InstructBLIP's Q-Former reads them: whole, through BERT's tokenizer, {@code [CLS] … [SEP]}. A batch is padded
     * on the right, as that tokenizer says, so that positions do not depend on the batch; transformers 4.51 pads on the left
     * here, which changes answers with the batch, 4.40 padded on the right.
     *
     * @param longest the most tokens that the Q-Former has positions for
     */
    record Instructions(Tokenizer tokenizer, int longest) implements AutoCloseable {

        static final String FOLDER = "qformer_tokenizer";
        /** Of transformers' InstructBlipQFormerConfig. */
        private static final int DEFAULT_LONGEST = 512;

        static Instructions load(BundleDirectory files) {
            int longest = files.optionalCount("qformer_config.max_position_embeddings", Integer.MAX_VALUE)
                    .orElse(DEFAULT_LONGEST);
            return new Instructions(Tokenizer.load(files, FOLDER), longest);
        }

        /** @throws IllegalArgumentException if the prompt is longer than the Q-Former can read */
        void requireRoom(String prompt) {
            int length = tokenizer.encode(prompt, true).length;
            if (length > longest) {
                throw new IllegalArgumentException("the prompt has " + length + " tokens for the Q-Former, which reads "
                        + longest + "; shorten it");
            }
        }

        TokenBatch encode(List<String> prompts) {
            return tokenizer.encodeBatch(prompts, longest);
        }

        @Override
        public void close() {
            tokenizer.close();
        }
    }
}
