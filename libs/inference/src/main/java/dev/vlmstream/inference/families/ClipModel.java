package dev.vlmstream.inference.families;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.DualEncoder;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.families.ClipFamily.Similarity;
import dev.vlmstream.inference.families.ClipFamily.TowerFiles;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/** Two towers and the similarity between them. */
final class ClipModel implements DualEncoder {

    private final ModelBundle bundle;
    private final ImageProcessor processor;
    private final PixelGraph vision;
    private final TextTower text;
    private final Similarity similarity;

    private ClipModel(ModelBundle bundle, ImageProcessor processor, Towers towers, Similarity similarity) {
        this.bundle = bundle;
        this.processor = processor;
        this.vision = towers.vision();
        this.text = towers.text();
        this.similarity = similarity;
    }

    static ClipModel load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
        try (Loading loading = new Loading()) {
            Towers towers = Towers.load(files, processor, options, loading);
            return loading.complete(new ClipModel(bundle, processor, towers, Similarity.read(files)));
        }
    }

    @Override
    public float[][] embedImages(List<float[]> pixelValues) {
        return vision.rows(pixelValues);
    }

    @Override
    public float[][][] patchFeatures(List<float[]> pixelValues) {
        return vision.positions("last_hidden_state", pixelValues);
    }

    @Override
    public float[][] embedTexts(List<String> texts) {
        return text.embed(texts);
    }

    @Override
    public int[] inputIds(String words) {
        return text.inputIds(words);
    }

    @Override
    public float logitScale() {
        return similarity.scale();
    }

    @Override
    public float logitBias() {
        return similarity.bias();
    }

    @Override
    public float[] probabilities(float[] scores) {
        return similarity.probabilities(scores);
    }

    @Override
    public ModelBundle bundle() {
        return bundle;
    }

    @Override
    public ImageProcessor imageProcessor() {
        return processor;
    }

    @Override
    public void close() {
        Loading.closeAll(List.of(vision, text));
    }

    /** Both towers, over a graph each or over one that holds both. */
    private record Towers(PixelGraph vision, TextTower text) {

        private static final String[] IMAGE_OUTPUTS = {"image_embeds", "pooler_output"};
        private static final String PIXELS = "pixel_values";

        static Towers load(
                BundleDirectory files, FixedImageProcessor processor, RuntimeOptions options, Loading loading) {
            Path visionFile = TowerFiles.vision(files, options);
            Path textFile = TowerFiles.text(files, options);
            Graph vision = loading.add(Graph.load(visionFile, options));
            Tokenizer tokenizer = loading.add(Tokenizer.load(files));
            TextTower.TextRules rules = TextTower.TextRules.read(files, tokenizer.modelMaxLength());
            if (textFile.equals(visionFile)) {
                return whole(vision, processor, tokenizer, rules);
            }
            Graph text = loading.add(Graph.load(textFile, options));
            return new Towers(
                    new PixelGraph(vision, processor, IMAGE_OUTPUTS), new TextTower(tokenizer, rules, text, Map.of()));
        }

        /** Asked about images, the graph is shown the empty text; asked about texts, a black picture. */
        private static Towers whole(
                Graph graph, FixedImageProcessor processor, Tokenizer tokenizer, TextTower.TextRules rules) {
            PixelGraph vision =
                    new PixelGraph(graph, processor, TextTower.noText(tokenizer, rules, graph), IMAGE_OUTPUTS);
            float[] black = new float[processor.channels() * processor.height() * processor.width()];
            Tensor picture = Tensor.floats(
                    graph.requireInput(PIXELS),
                    List.of(black),
                    1,
                    processor.channels(),
                    processor.height(),
                    processor.width());
            return new Towers(vision, new TextTower(tokenizer, rules, graph, Map.of(PIXELS, picture)));
        }
    }

    /** Tokenizer and text graph: {@code input_ids}[, {@code attention_mask}] to one embedding per text. */
    private static final class TextTower implements AutoCloseable {

        private static final String IDS = "input_ids";
        private static final String MASK = "attention_mask";

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
            TokenBatch.byLength(texts).forEach(some -> embed(some, embeds));
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

        /**
         * How texts become ids for a text tower.
         *
         * @param longest the most ids of a text; longer ones are cut
         * @param full whether every text is filled up to {@code longest}, and the filling attended to: SigLIP is trained so
         * @param lowerCase whether texts are lower-cased before they are cut into tokens
         */
        record TextRules(int longest, boolean full, boolean lowerCase) {

            private static final int CLIP_LONGEST = 77;
            private static final int SIGLIP_LONGEST = 64;
            private static final int MOST_POSITIONS = 1 << 16;

            static TextRules read(BundleDirectory bundle, OptionalInt tokenizerLimit) {
                boolean siglip = bundle.modelType().equals("siglip");
                int tower = bundle.optionalCount("text_config.max_position_embeddings", MOST_POSITIONS)
                        .orElse(siglip ? SIGLIP_LONGEST : CLIP_LONGEST);
                int longest = Math.min(tokenizerLimit.orElse(Integer.MAX_VALUE), tower);
                return new TextRules(longest, siglip, siglip && lowerCase(bundle));
            }

            /**
             * SigLIP's tokenizer says so; SigLIP 2 was trained on lower-cased text with Gemma's tokenizer, whose configuration does
             * not (transformers' Siglip2Tokenizer).
             */
            private static boolean lowerCase(BundleDirectory bundle) {
                JsonNode tokenizer = bundle.json("tokenizer_config.json").orElse(MissingNode.getInstance());
                String type = tokenizer.path("tokenizer_class").asText();
                return tokenizer
                        .path("do_lower_case")
                        .asBoolean(type.startsWith("Gemma") || type.startsWith("Siglip2"));
            }

            TokenBatch encode(Tokenizer tokenizer, List<String> texts) {
                List<String> read = lowerCase
                        ? texts.stream()
                                .map(text -> text.toLowerCase(Locale.ROOT))
                                .toList()
                        : texts;
                TokenBatch batch = tokenizer.encodeBatch(read, longest);
                return full ? fill(batch, tokenizer.padId()) : batch;
            }

            private TokenBatch fill(TokenBatch batch, int pad) {
                long[] ids = new long[batch.rows() * longest];
                Arrays.fill(ids, pad);
                for (int row = 0; row < batch.rows(); row++) {
                    System.arraycopy(batch.ids(), row * batch.width(), ids, row * longest, batch.width());
                }
                long[] mask = new long[ids.length];
                Arrays.fill(mask, 1);
                return new TokenBatch(ids, mask, batch.rows(), longest);
            }
        }
    }
}
