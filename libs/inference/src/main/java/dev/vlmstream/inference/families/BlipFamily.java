package dev.vlmstream.inference.families;

import dev.vlmstream.inference.Model;
import dev.vlmstream.inference.ModelBundle;
import dev.vlmstream.inference.ModelFamily;
import dev.vlmstream.inference.ModelKind;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.families.QFormer.Instructions;
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
import dev.vlmstream.preprocessing.processing.FixedImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.List;
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
    private static final class BlipArchitecture implements Architecture {

        private final ImageProcessor processor;
        private final LeadingImage queries;
        private final PixelGraph vision;
        private final int patchWidth;
        private final QFormer qformer;
        private final LanguageParts language;

        private BlipArchitecture(
                ImageProcessor processor,
                LeadingImage queries,
                PixelGraph vision,
                int patchWidth,
                QFormer qformer,
                LanguageParts language) {
            this.processor = processor;
            this.queries = queries;
            this.vision = vision;
            this.patchWidth = patchWidth;
            this.qformer = qformer;
            this.language = language;
        }

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
            return new BlipArchitecture(processor, queries(files), pixels, patchWidth, qformer, language);
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
            return "Question: " + (chainOfThought ? Prompts.reasoning(question) : question) + " Answer:";
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
}
