package dev.vlmstream.inference.families;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.families.BlipFamily.QFormer.Instructions;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.EncodedRows.DistinctPictures;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageModel;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Placeholder.LeadingImage;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.inference.tokenizer.TokenBatch;
import dev.vlmstream.inference.tokenizer.Tokenizer;
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * BLIP-2 (Li et al. 2023, arXiv 2301.12597) and InstructBLIP (Dai et al. 2023, arXiv 2305.06500): a vision encoder, a
 * Q-Former that makes a fixed number of image tokens of its output, a decoder-only language model. The image tokens
 * stand before everything else, the token that begins a sequence included.
 *
 * <p>What both families share; they differ in what their Q-Former reads.
 */
public abstract class BlipFamily implements ModelFamily {

    /** Of transformers' Blip2Config and InstructBlipConfig. */
    private static final int DEFAULT_QUERIES = 32;

    private final String modelType;

    BlipFamily(String modelType) {
        this.modelType = modelType;
    }

    @Override
    public ModelKind kind() {
        return ModelKind.VISION_LANGUAGE;
    }

    @Override
    public String supported() {
        return modelType;
    }

    @Override
    public boolean reads(BundleDirectory bundle) {
        return bundle.modelType().equals(modelType);
    }

    @Override
    public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
        List<Consumer<BundleDirectory>> all = new ArrayList<>();
        all.add(BlipFamily::requireDecoderOnly);
        all.addAll(LanguageParts.requirements(options));
        all.add(Requirements.imageProcessor(options));
        all.add(Requirements.graph(LanguageFamily.VISION, options));
        all.add(Requirements.graph(LanguageFamily.QFORMER, options));
        all.add(BlipFamily::queries);
        return all;
    }

    private static void requireDecoderOnly(BundleDirectory bundle) {
        String language = bundle.config().path("text_config").path("model_type").asText();
        boolean decoderOnly =
                bundle.config().path("use_decoder_only_language_model").asBoolean(!language.contains("t5"));
        if (!decoderOnly) {
            throw new BundleException(bundle.path().resolve(BundleDirectory.CONFIG) + ": the language model \""
                    + language + "\" (text_config.model_type) is an encoder with a decoder, which is not supported;"
                    + " use a checkpoint with OPT or Vicuna");
        }
    }

    @Override
    public Model load(ModelBundle bundle, BundleDirectory files, RuntimeOptions options) {
        try (Loading loading = new Loading()) {
            LanguageParts language = LanguageParts.load(files, options, loading);
            BlipArchitecture blip =
                    BlipArchitecture.load(files, language, qformer(files, options, loading), options, loading);
            return loading.complete(new LanguageModel(bundle, blip, language));
        }
    }

    abstract QFormer qformer(BundleDirectory files, RuntimeOptions options, Loading loading);

    /**
     * The image tokens in front of a prompt, one for each learned query of the Q-Former.
     *
     * @throws BundleException if the id is not known
     */
    private static LeadingImage queries(BundleDirectory bundle) {
        int id = bundle.optionalInt("image_token_index").orElseGet(() -> bundle.requireInt("image_token_id"));
        return new LeadingImage(
                id,
                bundle.optionalCount("num_query_tokens", Placeholder.MOST_FEATURES)
                        .orElse(DEFAULT_QUERIES));
    }

    /** {@code model_type} blip-2: the Q-Former sees only the picture. */
    public static final class Blip2Family extends BlipFamily {

        public Blip2Family() {
            super("blip-2");
        }

        @Override
        QFormer qformer(BundleDirectory files, RuntimeOptions options, Loading loading) {
            return QFormer.ofPictures(LanguageParts.graph(files, LanguageFamily.QFORMER, options, loading));
        }
    }

    /** {@code model_type} instructblip: the Q-Former reads the prompt, too, through a tokenizer of its own. */
    public static final class InstructBlipFamily extends BlipFamily {

        public InstructBlipFamily() {
            super("instructblip");
        }

        @Override
        public List<Consumer<BundleDirectory>> requirements(RuntimeOptions options) {
            List<Consumer<BundleDirectory>> all = new ArrayList<>(super.requirements(options));
            all.add(Requirements.json(Instructions.FOLDER + "/tokenizer.json"));
            return all;
        }

        @Override
        QFormer qformer(BundleDirectory files, RuntimeOptions options, Loading loading) {
            Instructions instructions = loading.add(Instructions.load(files));
            return QFormer.ofPicturesAndPrompts(
                    LanguageParts.graph(files, LanguageFamily.QFORMER, options, loading), instructions);
        }
    }

    /** One picture of a fixed size, seen through a Q-Former. */
    private record BlipArchitecture(
            ImageProcessor processor,
            LeadingImage queries,
            PixelGraph vision,
            int patchWidth,
            QFormer qformer,
            LanguageParts language)
            implements Architecture {
        static BlipArchitecture load(
                BundleDirectory files,
                LanguageParts language,
                QFormer qformer,
                RuntimeOptions options,
                Loading loading) {
            FixedImageProcessor processor = Requirements.fixedImageProcessor(files, options);
            Graph vision = LanguageParts.graph(files, LanguageFamily.VISION, options, loading);
            TensorSpec embeds = vision.requireOutput(QFormer.EMBEDS);
            // The configuration names the width only where it is not 1408.
            int patchWidth = embeds.fixed(2) ? (int) embeds.shape()[2] : files.requireInt("vision_config.hidden_size");
            PixelGraph pixels = new PixelGraph(vision, processor, QFormer.EMBEDS);
            return new BlipArchitecture(processor, BlipFamily.queries(files), pixels, patchWidth, qformer, language);
        }

        @Override
        public ImageProcessor imageProcessor() {
            return processor;
        }

        /**
         * The study's text in either style: these checkpoints have no chat template, and this text is the one that their
         * authors evaluate with. With reasoning, its sentence stands in the question, not in the answer.
         */
        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            return "Question: " + Prompts.reasoning(question, chainOfThought) + " Answer:";
        }

        @Override
        public String likelihoodOpening() {
            return "A";
        }

        @Override
        public int imageToken() {
            return queries.id();
        }

        @Override
        public int[] inputIds(String prompt, @Nullable ImageLayout image) {
            int[] ids = language.encode(prompt);
            if (image == null) {
                return ids;
            }
            qformer.requireRoom(prompt);
            return queries.before(ids);
        }

        @Override
        public boolean readsPrompt() {
            return qformer.readsPrompts();
        }

        /** The vision encoder sees a picture once, however many prompts go with it. */
        @Override
        public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
            DistinctPictures pictures = DistinctPictures.of(images);
            try (EncodedRows seen = new EncodedRows(language, vision.tensors(pictures.pixels()), patchWidth);
                    EncodedRows read = new EncodedRows(
                            language, qformer.read(seen, pictures.pixels().size(), pictures.places(), prompts))) {
                return read.split(images.size());
            }
        }

        @Override
        public void close() {
            Loading.closeAll(List.of(vision, qformer));
        }
    }

    /**
     * A {@code qformer} graph: {@code image_embeds [rows, patches, width]} and, for InstructBLIP, {@code qformer_input_ids} and
     * {@code qformer_attention_mask [rows, tokens]} to {@code image_features [rows, queries, width of the language model]}.
     */
    static final class QFormer implements AutoCloseable {

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
                    throw new IllegalArgumentException("the prompt has " + length
                            + " tokens for the Q-Former, which reads " + longest + "; shorten it");
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
}
