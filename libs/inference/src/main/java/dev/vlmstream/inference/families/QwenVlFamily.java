package dev.vlmstream.inference.families;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.decoding.Decoder;
import dev.vlmstream.inference.decoding.Positions;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Binding;
import dev.vlmstream.inference.onnx.Binding.Outputs;
import dev.vlmstream.inference.onnx.Graph;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.onnx.TensorSpec;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.PatchImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Qwen2-VL (Wang et al. 2024, arXiv 2409.12191), Qwen2.5-VL (Bai et al. 2025, arXiv 2502.13923) and Qwen3-VL (Bai et al.
 * 2025, arXiv 2511.21631): one picture at about its own resolution, as many image tokens as it needs, places in three
 * parts. Video and mixtures of experts are not supported.
 *
 * <p>{@code model_type} qwen2_vl, qwen2_5_vl and qwen3_vl.
 */
public final class QwenVlFamily extends LanguageFamily {

    private static final String WITH_DEEPSTACK = "qwen3_vl";

    public QwenVlFamily() {
        super("qwen2_vl", "qwen2_5_vl", WITH_DEEPSTACK);
    }

    static boolean hasDeepstack(BundleDirectory bundle) {
        return bundle.modelType().equals(WITH_DEEPSTACK);
    }

    @Override
    protected List<Consumer<BundleDirectory>> visionRequirements(RuntimeOptions options) {
        return List.of(
                bundle -> ImageGrid.read(bundle, options),
                PatchEncoder.Deepstack::read,
                Requirements.graph(VISION, options));
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return QwenVlArchitecture.load(files, language, options, loading);
    }

    /** Patches, a grid of image tokens, places in three parts; of Qwen3-VL features for several layers. */
    private record QwenVlArchitecture(
            BundleDirectory bundle, ImageGrid grid, PatchEncoder encoder, LanguageParts language)
            implements Architecture {
        private static final String IMAGE = "<|vision_start|><|image_pad|><|vision_end|>";

        static QwenVlArchitecture load(
                BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            int axes = language.decoder().positionAxes();
            if (axes != ImageGrid.AXES) {
                throw new BundleException(files.path() + ": decoder_model_merged takes position_ids of " + axes
                        + " part(s), a " + files.modelType() + " has three (time, row, column); export it again");
            }
            ImageGrid grid = ImageGrid.read(files, options);
            PatchEncoder.Deepstack deepstack = PatchEncoder.Deepstack.read(files);
            deepstack.require(language.decoder());
            PatchEncoder encoder = new PatchEncoder(
                    LanguageParts.graph(files, QwenVlFamily.VISION, options, loading), grid.processor(), deepstack);
            return new QwenVlArchitecture(files, grid, encoder, language);
        }

        @Override
        public ImageProcessor imageProcessor() {
            return grid.processor();
        }

        /** The study's style is the question alone in the family's turns, without a system's. */
        @Override
        public String prompt(String question, boolean withImage, PromptStyle style, boolean chainOfThought) {
            String prompt =
                    switch (style) {
                        case STUDY ->
                            "<|im_start|>user\n" + (withImage ? IMAGE : "") + question
                                    + "<|im_end|>\n<|im_start|>assistant\n";
                        case CHAT -> Prompts.chat(bundle, question, withImage);
                    };
            return Prompts.reasoning(prompt, chainOfThought);
        }

        @Override
        public int imageToken() {
            return grid.image();
        }

        @Override
        public int[] inputIds(String prompt, @Nullable ImageLayout layout) {
            return grid.expand(language.encode(prompt), layout);
        }

        @Override
        public Positions positions(int[] inputIds, @Nullable ImageLayout layout) {
            return grid.positions(inputIds, layout);
        }

        @Override
        public List<Tensor> encode(List<VisionInput> images, List<String> prompts) {
            try (Loading encoding = new Loading()) {
                List<Tensor> features = new ArrayList<>();
                for (VisionInput image : images) {
                    features.add(encoding.add(features(image)));
                }
                return encoding.complete(features);
            }
        }

        private Tensor features(VisionInput image) {
            List<Tensor> parts = encoder.encode(image);
            try {
                return language.decoder().rows().sideBySide(parts);
            } finally {
                Loading.closeAll(parts);
            }
        }

        @Override
        public void close() {
            encoder.close();
        }
    }

    /**
     * A vision graph from {@code pixel_values} ({@code [patches, values]}) and {@code image_grid_thw} ({@code [images, 3]}: frames,
     * rows and columns of patches) to {@code image_features} and {@code deepstack_features_N} (each {@code [image tokens, width]}).
     */
    private static final class PatchEncoder implements AutoCloseable {

        private static final String PIXELS = "pixel_values";
        private static final String GRID = "image_grid_thw";
        private static final String FEATURES = "image_features";

        private final Graph graph;
        private final TensorSpec pixels;
        private final TensorSpec grid;
        private final List<String> outputs = new ArrayList<>();

        /**
         * Takes over the graph.
         *
         * @throws BundleException if it lacks an input or output, or is for patches of another size
         */
        PatchEncoder(Graph graph, PatchImageProcessor processor, Deepstack deepstack) {
            this.graph = graph;
            this.pixels = graph.requireInput(PIXELS);
            this.grid = graph.requireInput(GRID);
            outputs.add(graph.requireOutput(FEATURES).name());
            outputs.addAll(deepstack.outputs(graph));
            if (pixels.fixed(1) && pixels.shape()[1] != processor.patchValues()) {
                throw new BundleException(graph.file() + " takes patches of " + pixels.shape()[1]
                        + " values but preprocessor_config.json makes " + processor.patchValues()
                        + "; one of the two files is another model's");
            }
        }

        /**
         * One row per image token for the embeddings, and as many for each layer that more is added after, left where they were
         * computed; the caller closes the tensors. Pictures go through one by one: attention among all patches of several would cost
         * more than it gains.
         *
         * @throws IllegalArgumentException if the picture is not in patches
         */
        List<Tensor> encode(VisionInput image) {
            int[] shape = image.shape();
            if (shape.length != 2) {
                throw new IllegalArgumentException("the image is not cut into patches of this model");
            }
            ImageLayout layout = image.layout();
            long[] frameRowsColumns = {1, layout.rows(), layout.columns()};
            try (Tensor in = Tensor.floats(pixels, List.of(image.pixelValues()), shape[0], shape[1]);
                    Tensor places = Tensor.integers(grid, frameRowsColumns, 1, 3);
                    Binding binding = graph.bind().input(PIXELS, in).input(GRID, places)) {
                outputs.forEach(binding::outputToDevice);
                try (Outputs given = binding.run();
                        Loading taking = new Loading()) {
                    List<Tensor> features = new ArrayList<>();
                    outputs.forEach(output -> features.add(taking.add(given.take(output))));
                    return taking.complete(features);
                }
            }
        }

        @Override
        public void close() {
            graph.close();
        }

        /**
         * Qwen3-VL's DeepStack (Meng et al. 2024, arXiv 2406.04334): what early layers of the vision encoder see is added to image tokens
         * after the decoder's first layers. Earlier models have none.
         *
         * @param layers how many of the decoder's layers
         */
        record Deepstack(BundleDirectory bundle, int layers) {

            /** The blocks of the vision encoder whose features go there. */
            private static final String BLOCKS = "vision_config.deepstack_visual_indexes";

            private static final String FEATURES = "deepstack_features_";

            /** @throws BundleException if config.json of a Qwen3-VL does not tell */
            static Deepstack read(BundleDirectory bundle) {
                if (!QwenVlFamily.hasDeepstack(bundle)) {
                    return new Deepstack(bundle, 0);
                }
                JsonNode blocks = bundle.config().at("/" + BLOCKS.replace('.', '/'));
                if (!blocks.isArray()) {
                    throw bundle.absent(BundleDirectory.CONFIG, BLOCKS, "a list");
                }
                return new Deepstack(bundle, blocks.size());
            }

            /**
             * The vision graph's outputs, in the order of the layers.
             *
             * @throws BundleException if there are others than config.json tells: answers would be of another model
             */
            List<String> outputs(Graph vision) {
                List<String> outputs = IntStream.range(0, layers)
                        .mapToObj(layer -> FEATURES + layer)
                        .toList();
                if (outputs.stream().anyMatch(output -> vision.output(output).isEmpty())
                        || vision.output(FEATURES + layers).isPresent()) {
                    throw new BundleException(vision.file() + " does not give the " + layers + " " + FEATURES
                            + "N that " + told() + cure());
                }
                return outputs;
            }

            /** @throws BundleException if the decoder takes others than config.json tells */
            void require(Decoder decoder) {
                int taken = decoder.deepstack().size();
                if (taken != layers) {
                    throw new BundleException(bundle.path() + ": decoder_model_merged takes " + taken
                            + " inputs deepstack_embeds_N, but " + layers + " are what " + told() + cure());
                }
            }

            private String told() {
                return layers == 0 ? "a " + bundle.modelType() + " has" : BLOCKS + " of config.json tells";
            }

            private static String cure() {
                return "; export all graphs of the model again";
            }
        }
    }

    /**
     * How a picture stands in a prompt: a token for every {@code merge} x {@code merge} patches.
     *
     * @param processor gives the patches
     * @param image the id of an image token
     * @param video the id of a video token; −1 if there is none
     */
    record ImageGrid(PatchImageProcessor processor, int image, int video) {

        private static final String MERGE = "vision_config.spatial_merge_size";
        private static final int DEFAULT_MERGE = 2;
        /** Time, row, column. */
        static final int AXES = 3;

        /** @throws BundleException if the image processor is another family's, or it and config.json do not go together */
        static ImageGrid read(BundleDirectory bundle, RuntimeOptions options) {
            ImageProcessor processor = Requirements.imageProcessor(bundle, options);
            if (!(processor instanceof PatchImageProcessor patches)) {
                throw new BundleException(bundle.path().resolve("preprocessor_config.json")
                        + " does not cut pictures into patches (image_processor_type: Qwen2VLImageProcessor), but a "
                        + bundle.modelType() + " takes patches; one of the two files is another model's");
            }
            int merge = bundle.optionalInt(MERGE).orElse(DEFAULT_MERGE);
            if (merge != patches.merge()) {
                throw new BundleException(bundle.path() + ": merge_size is " + patches.merge()
                        + " in preprocessor_config.json but " + MERGE + " is " + merge
                        + " in config.json; one of the two files is another model's");
            }
            int video = bundle.optionalInt("video_token_id").orElse(-1);
            return new ImageGrid(patches, bundle.requireInt("image_token_id"), video);
        }

        int rows(ImageLayout layout) {
            return layout.rows() / processor.merge();
        }

        int columns(ImageLayout layout) {
            return layout.columns() / processor.merge();
        }

        /**
         * Expands the one placeholder of a prompt; a prompt whose placeholder is already expanded stays as it is.
         *
         * @throws IllegalArgumentException if placeholders and picture do not go together, or there is a video's
         */
        int[] expand(int[] ids, @Nullable ImageLayout layout) {
            if (video >= 0 && Arrays.stream(ids).anyMatch(id -> id == video)) {
                throw new IllegalArgumentException("the prompt has a video's placeholder; video is not supported");
            }
            int count = layout == null ? 0 : rows(layout) * columns(layout);
            long found = Arrays.stream(ids).filter(id -> id == image).count();
            if (found == count) {
                return ids;
            }
            if (layout == null || found != 1) {
                throw new IllegalArgumentException("the prompt has " + found + " placeholders <|image_pad|> and "
                        + (layout == null ? "no image" : "one image"));
            }
            return Arrays.stream(ids)
                    .flatMap(id -> IntStream.generate(() -> id).limit(id == image ? count : 1))
                    .toArray();
        }

        /**
         * M-RoPE's places (time, row, column), as {@code get_rope_index}: text counts up on all three; an image's tokens share
         * one time and spread over rows and columns; what follows continues above the largest place so far.
         */
        Positions positions(int[] ids, @Nullable ImageLayout layout) {
            long[][] places = new long[AXES][ids.length];
            long next = 0;
            for (int i = 0; i < ids.length; ) {
                if (ids[i] == image && layout != null) {
                    spread(places, i, next, layout);
                    i += rows(layout) * columns(layout);
                    next += Math.max(rows(layout), columns(layout));
                } else {
                    for (long[] axis : places) {
                        axis[i] = next;
                    }
                    i++;
                    next++;
                }
            }
            return new Positions(places, next);
        }

        private void spread(long[][] places, int from, long start, ImageLayout layout) {
            int columns = columns(layout);
            for (int token = 0; token < rows(layout) * columns; token++) {
                places[0][from + token] = start;
                places[1][from + token] = start + token / columns;
                places[2][from + token] = start + token % columns;
            }
        }
    }
}
