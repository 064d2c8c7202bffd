package dev.vlmstream.inference.families;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.EncodedRows;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Placeholder;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.SplittingImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Idefics3 (Laurençon et al. 2024, arXiv 2408.12637) and SmolVLM (Marafioti et al. 2025, arXiv 2504.05299): tiles that
 * stand in the prompt with their row and column, shrunk by pixel shuffle.
 *
 * <p>{@code model_type} idefics3 or smolvlm.
 */
public final class Idefics3Family extends LanguageFamily {

    public Idefics3Family() {
        super("idefics3", "smolvlm");
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(Requirements.imageProcessor(options), Requirements.graph(VISION, options), TilePrompt::read);
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return Idefics3Architecture.load(files, language, options, loading);
    }

    /** Tiles by the picture's shape, each as many image tokens, named by row and column in the prompt. */
    private record Idefics3Architecture(
            BundleDirectory bundle,
            LanguageParts language,
            SplittingImageProcessor processor,
            TilePrompt tiles,
            TileEncoder vision)
            implements Architecture {
        /** The study did not ask this family; the prompt is the recorded goldens'. */
        private static final String BRIEFLY = "\nAnswer briefly.";

        static Idefics3Architecture load(
                BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            SplittingImageProcessor processor =
                    Requirements.imageProcessor(files, options, SplittingImageProcessor.class, "Idefics3's tiles");
            TilePrompt tiles = TilePrompt.read(files);
            tiles.placeholder().requireKnown(files, language.tokenizer());
            TileEncoder vision = new TileEncoder(
                    LanguageParts.graph(files, Idefics3Family.VISION, options, loading),
                    tiles.count(),
                    language.width());
            return new Idefics3Architecture(files, language, processor, tiles, vision);
        }

        @Override
        public ImageProcessor imageProcessor() {
            return processor;
        }

        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            String asked = style == PromptStyle.STUDY ? question + BRIEFLY : question;
            return Prompts.reasoning(Prompts.chat(bundle, asked, withImage), chainOfThought);
        }

        @Override
        public int imageToken() {
            return tiles.placeholder().id();
        }

        @Override
        public int[] inputIds(String prompt, @Nullable ImageLayout image) {
            return language.encode(tiles.expand(prompt, image));
        }

        @Override
        public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
            try (EncodedRows rows = new EncodedRows(language, vision.encode(images), language.width())) {
                return rows.ofTiles(images);
            }
        }

        @Override
        public void close() {
            vision.close();
        }
    }

    /**
     * How an image's tiles stand in a prompt; transformers' {@code Idefics3Processor} and {@code SmolVLMProcessor}.
     *
     * @param count image tokens of a tile
     */
    record TilePrompt(Placeholder placeholder, int count) {

        private static final String AROUND = "<fake_token_around_image>";
        private static final String GLOBAL = "<global-img>";

        /** @throws dev.vlmstream.inference.bundle.BundleException if the token's id or the count cannot be told */
        static TilePrompt read(BundleDirectory bundle) {
            int count = bundle.json(Placeholder.PROCESSOR)
                    .map(processor -> processor.path("image_seq_len"))
                    .filter(length -> length.isInt() && length.asInt() > 0)
                    .map(length -> Placeholder.requireCount(bundle, length.asInt()))
                    .orElseGet(() -> shuffled(bundle));
            return new TilePrompt(Placeholder.read(bundle), count);
        }

        /** Patches of a tile after pixel shuffle, which puts {@code scale_factor} squared of them into one. */
        private static int shuffled(BundleDirectory bundle) {
            long side = Placeholder.patches(bundle);
            long scale = bundle.requireCount("scale_factor", (int) side);
            return Placeholder.requireCount(bundle, side * side / (scale * scale));
        }

        /** Image tokens of a whole image. */
        int tokens(@Nullable ImageLayout image) {
            return image == null ? 0 : count * tiles(image);
        }

        /** A grid of one tile is the image itself; any other is followed by the image made small. */
        static int tiles(ImageLayout image) {
            return split(image) ? image.rows() * image.columns() + 1 : 1;
        }

        private static boolean split(ImageLayout image) {
            return image.rows() * image.columns() > 1;
        }

        /**
         * Writes an image's tokens into its one placeholder; a prompt that has them already stays as it is.
         *
         * @throws IllegalArgumentException if placeholders and image do not go together
         */
        String expand(String prompt, @Nullable ImageLayout image) {
            return placeholder.expand(prompt, tokens(image), () -> text(image));
        }

        private String text(ImageLayout image) {
            String features = placeholder.text().repeat(count);
            StringBuilder text = new StringBuilder();
            if (split(image)) {
                for (int row = 1; row <= image.rows(); row++) {
                    for (int column = 1; column <= image.columns(); column++) {
                        text.append(AROUND)
                                .append("<row_" + row + "_col_" + column + ">")
                                .append(features);
                    }
                    text.append('\n');
                }
                text.append('\n');
            }
            return text.append(AROUND)
                    .append(GLOBAL)
                    .append(features)
                    .append(AROUND)
                    .toString();
        }
    }

    /**
     * The vision encoder: {@code pixel_values} {@code [1, tiles, 3, height, width]} and, if declared, {@code
     * pixel_attention_mask} to {@code image_features} {@code [tiles, tokens, width]}. Tiles of all images go through it one
     * after another; the reference pads images of fewer tiles with empty ones, and drops those again.
     */
    private static final class TileEncoder implements AutoCloseable {

        private static final String PIXELS = "pixel_values";
        private static final String MASK = "pixel_attention_mask";
        private static final String FEATURES = "image_features";
        /** Of 512 x 512 pixels, as SmolVLM has them; attention over their patches takes most of the memory. */
        private static final int TILES_AT_ONCE = 8;

        private final Graph graph;
        private final TensorSpec pixels;
        private final int tokens;
        private final int width;

        /**
         * Takes over the graph.
         *
         * @param tokens that a tile must give
         * @param width of each of them
         */
        TileEncoder(Graph graph, int tokens, int width) {
            this.graph = graph;
            this.pixels = graph.requireInput(PIXELS);
            this.tokens = tokens;
            this.width = width;
            if (pixels.shape().length != 5) {
                throw new BundleException(graph.file() + " takes " + PIXELS + " of " + pixels.shape().length
                        + " dimensions, not [batch, tiles, 3, height, width]; export it again");
            }
            graph.requireOutput(FEATURES);
        }

        /** The features of all images' tiles, one after another, left where they were computed; the caller closes them. */
        List<Tensor> encode(List<VisionInput> images) {
            List<float[]> tiles =
                    images.stream().flatMap(image -> image.pieces().stream()).toList();
            int[] shape = images.get(0).shape();
            try (Loading encoding = new Loading()) {
                List<Tensor> features = new ArrayList<>();
                for (int from = 0; from < tiles.size(); from += TILES_AT_ONCE) {
                    List<float[]> some = tiles.subList(from, Math.min(tiles.size(), from + TILES_AT_ONCE));
                    features.add(encoding.add(some(some, shape)));
                    requireFeatures(features.get(features.size() - 1), some.size());
                }
                return encoding.complete(features);
            }
        }

        private Tensor some(List<float[]> tiles, int[] shape) {
            Map<String, Tensor> feed = new HashMap<>();
            try {
                feed.put(PIXELS, Tensor.floats(pixels, tiles, 1, tiles.size(), shape[1], shape[2], shape[3]));
                graph.input(MASK).ifPresent(spec -> feed.put(MASK, allReal(spec, tiles.size(), shape)));
                return graph.runToDevice(feed, FEATURES);
            } finally {
                feed.values().forEach(Tensor::close);
            }
        }

        /** Tiles are whole: no pixel of them is padding. */
        private static Tensor allReal(TensorSpec spec, int tiles, int[] shape) {
            long[] ones = new long[Math.multiplyExact(tiles, shape[2] * shape[3])];
            Arrays.fill(ones, 1);
            return Tensor.integers(spec, ones, 1, tiles, shape[2], shape[3]);
        }

        private void requireFeatures(Tensor features, int tiles) {
            if (features.elements() != (long) tiles * tokens * width) {
                throw new BundleException(graph.file() + " gives " + Arrays.toString(features.shape()) + " for " + tiles
                        + " tiles, but the bundle's configuration says " + tokens + " image tokens of " + width
                        + " values each; one of the files is another model's");
            }
        }

        @Override
        public void close() {
            graph.close();
        }
    }
}
