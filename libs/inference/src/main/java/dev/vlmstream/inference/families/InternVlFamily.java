package dev.vlmstream.inference.families;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.PixelGraph;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.CanvasImageProcessor;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * InternVL3 (Zhu et al. 2025, arXiv 2504.10479) and InternVL2.5 as transformers has them: tiles one after another, the
 * whole picture last, shrunk by pixel shuffle.
 *
 * <p>{@code model_type} internvl: transformers' layout, not that of InternVL's own code, {@code internvl_chat}.
 */
public final class InternVlFamily extends LanguageFamily {

    public InternVlFamily() {
        super("internvl");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(Requirements.imageProcessor(options), Requirements.graph(VISION, options), ContextTokens::read);
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return InternVlArchitecture.load(files, language, options, loading);
    }

    /** Tiles by the picture's shape, each as many image tokens, all of them between two tokens of the prompt. */
    private record InternVlArchitecture(
            BundleDirectory bundle,
            LanguageParts language,
            CanvasImageProcessor processor,
            ContextTokens tokens,
            PixelGraph vision)
            implements Architecture {
        static InternVlArchitecture load(
                BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            // InternVLProcessor has pictures cut although the image processor's file, as it is published, does not ask
            // for
            // it.
            CanvasImageProcessor processor = Requirements.imageProcessor(
                            files, options, CanvasImageProcessor.class, "InternVL's tiles")
                    .cropping();
            ContextTokens tokens = ContextTokens.read(files);
            tokens.placeholder().requireKnown(files, language.tokenizer());
            PixelGraph vision = new PixelGraph(
                    LanguageParts.graph(files, InternVlFamily.VISION, options, loading),
                    processor.tile(),
                    "image_features");
            return new InternVlArchitecture(files, language, processor, tokens, vision);
        }

        @Override
        public ImageProcessor imageProcessor() {
            return processor;
        }

        /** By the bundle's chat template in either style: the study did not ask this family. */
        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            return Prompts.reasoning(Prompts.chat(bundle, question, withImage), chainOfThought);
        }

        @Override
        public int imageToken() {
            return tokens.placeholder().id();
        }

        @Override
        public int[] inputIds(String prompt, @Nullable ImageLayout image) {
            return language.encode(tokens.expand(prompt, image));
        }

        @Override
        public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
            List<float[]> tiles =
                    images.stream().flatMap(image -> image.pieces().stream()).toList();
            try (EncodedRows rows = new EncodedRows(language, vision.tensors(tiles), language.width())) {
                EncodedRows.requireEach(
                        rows.count() / tiles.size(), tokens.count(), bundle, "image_seq_length is " + tokens.count());
                return rows.ofTiles(images);
            }
        }

        @Override
        public void close() {
            vision.close();
        }
    }

    /**
     * How an image stands in a prompt; transformers' {@code InternVLProcessor}.
     *
     * @param placeholder one for each feature of a tile
     * @param count image tokens of a tile
     * @param start the text before those of all tiles
     * @param end the text after them
     */
    record ContextTokens(Placeholder placeholder, int count, String start, String end) {

        private static final String TOKENIZER = "tokenizer_config.json";
        private static final String COUNT = "image_seq_length";

        /** @throws dev.vlmstream.inference.bundle.BundleException if the token's id or the count cannot be told */
        static ContextTokens read(BundleDirectory bundle) {
            JsonNode tokenizer = bundle.json(TOKENIZER).orElse(MissingNode.getInstance());
            int id = bundle.requireInt("image_token_id");
            Placeholder placeholder = new Placeholder(name(tokenizer, "context_image_token", "<IMG_CONTEXT>"), id);
            return new ContextTokens(
                    placeholder,
                    count(bundle),
                    name(tokenizer, "start_image_token", "<img>"),
                    name(tokenizer, "end_image_token", "</img>"));
        }

        /** The processor's own file first, as transformers does; the model's configuration says the same. */
        private static int count(BundleDirectory bundle) {
            return bundle.json(Placeholder.PROCESSOR)
                    .map(processor -> processor.path(COUNT))
                    .filter(JsonNode::isInt)
                    .map(length -> Placeholder.requireCount(bundle, length.asInt()))
                    .orElseGet(() -> bundle.requireCount(COUNT, Placeholder.MOST_FEATURES));
        }

        /** Transformers 4 writes such names at the top or under {@code extra_special_tokens}, 5 at the top. */
        private static String name(JsonNode tokenizer, String key, String fallback) {
            JsonNode extra = tokenizer.path("extra_special_tokens").path(key);
            return tokenizer.path(key).asText(extra.asText(fallback));
        }

        /** Tiles of a picture: those of its grid, and where it has several the whole made small. */
        static int tiles(ImageLayout image) {
            int grid = image.rows() * image.columns();
            return grid > 1 ? grid + 1 : 1;
        }

        /**
         * Writes an image's tokens into its one placeholder; a prompt that has them already stays as it is.
         *
         * @throws IllegalArgumentException if placeholders and image do not go together
         */
        String expand(String prompt, @Nullable ImageLayout image) {
            int tokens = image == null ? 0 : count * tiles(image);
            return placeholder.expand(
                    prompt, tokens, () -> start + placeholder.text().repeat(tokens) + end);
        }
    }
}
