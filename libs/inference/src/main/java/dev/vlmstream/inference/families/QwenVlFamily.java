package dev.vlmstream.inference.families;

import dev.vlmstream.inference.PromptStyle;
import dev.vlmstream.inference.bundle.BundleDirectory;
import dev.vlmstream.inference.bundle.BundleException;
import dev.vlmstream.inference.bundle.Requirements;
import dev.vlmstream.inference.decoding.Positions;
import dev.vlmstream.inference.families.PatchEncoder.Deepstack;
import dev.vlmstream.inference.language.Architecture;
import dev.vlmstream.inference.language.LanguageFamily;
import dev.vlmstream.inference.language.LanguageParts;
import dev.vlmstream.inference.language.Prompts;
import dev.vlmstream.inference.onnx.Loading;
import dev.vlmstream.inference.onnx.Tensor;
import dev.vlmstream.inference.runtime.RuntimeOptions;
import dev.vlmstream.preprocessing.processing.ImageLayout;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
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
        return List.of(bundle -> ImageGrid.read(bundle, options), Deepstack::read, Requirements.graph(VISION, options));
    }

    @Override
    protected Architecture load(
            BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
        return QwenVlArchitecture.load(files, language, options, loading);
    }

    /** Patches, a grid of image tokens, places in three parts; of Qwen3-VL features for several layers. */
    private static final class QwenVlArchitecture implements Architecture {

        private static final String IMAGE = "<|vision_start|><|image_pad|><|vision_end|>";

        private final BundleDirectory bundle;
        private final ImageGrid grid;
        private final PatchEncoder encoder;
        private final LanguageParts language;

        private QwenVlArchitecture(
                BundleDirectory bundle, ImageGrid grid, PatchEncoder encoder, LanguageParts language) {
            this.bundle = bundle;
            this.grid = grid;
            this.encoder = encoder;
            this.language = language;
        }

        static QwenVlArchitecture load(
                BundleDirectory files, LanguageParts language, RuntimeOptions options, Loading loading) {
            int axes = language.decoder().positionAxes();
            if (axes != ImageGrid.AXES) {
                throw new BundleException(files.path() + ": decoder_model_merged takes position_ids of " + axes
                        + " part(s), a " + files.modelType() + " has three (time, row, column); export it again");
            }
            ImageGrid grid = ImageGrid.read(files, options);
            Deepstack deepstack = Deepstack.read(files);
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
            return chainOfThought ? Prompts.reasoning(prompt) : prompt;
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
}
